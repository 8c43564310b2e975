/** How names with characters beyond `[a-zA-Z0-9_:]` are written. */
export const ESCAPINGS = [
  'underscores',
  'allow-utf-8',
  'dots',
  'values',
] as const;

export type Escaping = (typeof ESCAPINGS)[number];

const VALID = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * Escapes the name of a family as `model.EscapeName` of prometheus/common does. A
 * name of which only underscores would remain keeps its characters' values.
 */
export function escapeName(name: string, escaping: Escaping): string {
  switch (escaping) {
    case 'allow-utf-8':
      return name;
    case 'underscores': {
      const escaped = isValidName(name) ? name : replaceEach(name, () => '_');
      return /^_*$/.test(escaped) ? escapeName(name, 'values') : escaped;
    }
    case 'dots':
      return replaceEach(name.replaceAll('_', '__'), (character) =>
        character === '.' ? '_dot_' : '__',
      );
    case 'values':
      return isValidName(name)
        ? name
        : `U__${replaceEach(
            name.replaceAll('_', '__'),
            (character) => `_${character.codePointAt(0)!.toString(16)}_`,
          )}`;
  }
}

/** True for a name that needs no quotes. */
export function isValidName(name: string): boolean {
  return VALID.test(name);
}

function replaceEach(
  name: string,
  replace: (character: string) => string,
): string {
  return name.replace(/^\d|[^a-zA-Z0-9_:]/gu, replace);
}
