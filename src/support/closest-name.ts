/**
 * Returns the known name that the user probably meant, or undefined if none is
 * close.
 */
export function closestName(
  name: string,
  known: readonly string[],
): string | undefined {
  const wanted = name.toLowerCase();
  const [closest] = known
    .map((candidate) => ({
      candidate,
      distance: distanceOf(wanted, candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= Math.max(1, wanted.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return closest?.candidate;
}

/**
 * Returns the edit distance of two names. An abbreviation counts as one
 * mistake.
 */
function distanceOf(wanted: string, candidate: string): number {
  return wanted.length >= 3 && candidate.startsWith(wanted)
    ? 1
    : editDistance(wanted, candidate);
}

/** Levenshtein's distance, where two swapped letters count once. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
