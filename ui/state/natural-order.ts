/** Longer names compare by their beginning only. */
const MAX_LENGTH = 1000;

/**
 * Returns a text whose order is the natural order of names: `cfg_2` before
 * `cfg_10`, upper and lower case together.
 */
export function naturalKey(name: string): string {
  return name
    .slice(0, MAX_LENGTH)
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const number = digits.replace(/^0+(?=\d)/, '');
      // The number of digits decides before the digits. The leading 0 sorts a
      // number before letters, as a digit would be.
      return `0${String.fromCharCode(number.length)}${number}`;
    });
}

/** The order of texts by code unit, which needs no locale. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Keeps rows where they are while the user points at them. New rows are last.
 *
 * @param keys the order to keep
 */
export function keepOrder<Row extends { readonly key: string }>(
  rows: readonly Row[],
  keys: readonly string[],
): Row[] {
  const positions = new Map(keys.map((key, index) => [key, index]));
  const positionOf = ({ key }: Row): number =>
    positions.get(key) ?? positions.size;
  return rows.toSorted((a, b) => positionOf(a) - positionOf(b));
}
