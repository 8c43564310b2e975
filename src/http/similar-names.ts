const MAX_SUGGESTIONS = 3;
/** Longer ones would take long to compare with many names. */
const MAX_WANTED = 64;

/**
 * The names that somebody who wrote `wanted` may have meant, nearest first: those
 * that contain it or are contained in it, whatever the letter case, and those
 * a few edits away.
 */
export function similarNames(
  wanted: string,
  names: Iterable<string>,
): string[] {
  if (wanted.length > MAX_WANTED) {
    return [];
  }
  const target = wanted.toLowerCase();
  const limit = Math.min(target.length, Math.max(1, target.length / 3));
  const ranked: { name: string; distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    const distance = isPart(candidate, target)
      ? 1
      : editDistance(candidate, target, limit);
    if (distance <= limit) {
      ranked.push({ name, distance });
    }
  }
  return ranked
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

function isPart(a: string, b: string): boolean {
  return a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a));
}

/** Levenshtein's distance, or something above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) {
    return limit + 1;
  }
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(
        previous[j]! + 1,
        current[j - 1]! + 1,
        previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    previous = current;
  }
  return previous[b.length]!;
}
