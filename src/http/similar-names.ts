const MAX_SUGGESTIONS = 3;

/**
 * Names that are compared, so that a registry of any size delays no request.
 */
const MAX_COMPARED = 10_000;

/** The longest name that a variable can have. */
const MAX_LENGTH = 256;

/** The least number of letters that two similar names share. */
const MIN_COMMON = 3;

/**
 * Returns the names that a client may have meant, the most similar first: those
 * that contain the unknown name or are contained in it, and those with the same
 * first three letters. Letter case is ignored.
 */
export function similarNames(
  unknown: string,
  names: Iterable<string>,
): string[] {
  const target = unknown.toLowerCase();
  if (target.length > MAX_LENGTH) {
    return [];
  }
  const ranked: string[][] = [[], [], [], []];
  let compared = 0;
  for (const name of names) {
    const rank = rankOf(name.toLowerCase(), target);
    if (rank !== undefined && ranked[rank]!.length < MAX_SUGGESTIONS) {
      ranked[rank]!.push(name);
    }
    if (++compared === MAX_COMPARED) {
      break;
    }
  }
  return ranked.flatMap((group) => group.toSorted()).slice(0, MAX_SUGGESTIONS);
}

/**
 * Returns the rank of a name, 0 for the most similar, or undefined if it is not
 * similar.
 */
function rankOf(name: string, target: string): number | undefined {
  if (name === target) {
    return 0;
  }
  if (name.length < MIN_COMMON || target.length < MIN_COMMON) {
    return undefined;
  }
  if (name.startsWith(target) || target.startsWith(name)) {
    return 1;
  }
  if (name.includes(target) || target.includes(name)) {
    return 2;
  }
  return name.startsWith(target.slice(0, MIN_COMMON)) ? 3 : undefined;
}
