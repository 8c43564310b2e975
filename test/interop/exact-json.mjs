const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

// No string of a variable begins with this text.
const MARK = String.raw`\u0000number:`;
const MARKED = JSON.parse(`"${MARK}"`);

/**
 * Parses JSON. Integers become bigints, so that no digit is lost.
 *
 * @param {string} json
 * @returns {any}
 */
export function parseExact(json) {
  const marked = json.replaceAll(TOKEN, (token) =>
    token.startsWith('"') ? token : `"${MARK}${token}"`,
  );
  return JSON.parse(marked, (_key, value) =>
    typeof value === 'string' && value.startsWith(MARKED)
      ? numberOf(value.slice(MARKED.length))
      : value,
  );
}

/**
 * Converts all numbers to float64, as many clients read them.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function withFloats(value) {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'object':
      if (Array.isArray(value)) {
        return value.map(withFloats);
      }
      return value === null ? null : mapValues(value, withFloats);
    default:
      return value;
  }
}

/**
 * @param {object} object
 * @param {(value: unknown) => unknown} change
 */
function mapValues(object, change) {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value)]),
  );
}

/** @param {string} digits */
function numberOf(digits) {
  return /^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits);
}
