const ESCAPED = /["\\<>&\u0000-\u001f\u2028\u2029]/g;
// Surrogates are included, because a lone one becomes U+FFFD.
const NOT_PLAIN = /["\\<>&\u0000-\u001f\u2028\u2029\ud800-\udfff]/;

/** The element of an ASCII code is 1 if Go escapes the character, else 0. */
export const NEEDS_ESCAPE: Uint8Array = Uint8Array.from(
  { length: 0x80 },
  (_, code) => (NOT_PLAIN.test(String.fromCharCode(code)) ? 1 : 0),
);

/** The greatest number of bytes that one UTF-16 code unit takes: `\\u003c`. */
export const MAX_ESCAPED_BYTES = 6;

/**
 * Returns the least number of bytes that a string can take in quotes. It is
 * much faster than quoting.
 *
 * @param limit stops counting beyond this number
 */
export function minQuotedBytes(text: string, limit: number): number {
  if (text.length > limit) {
    return text.length; // Reading a character would flatten a long rope.
  }
  let bytes = 2;
  for (let i = 0; i < text.length && bytes <= limit; i++) {
    bytes += minBytes(text.charCodeAt(i));
  }
  return bytes;
}

/**
 * Returns the bytes of the shorter escape if `goQuote` and `goMarshalString`
 * differ.
 */
function minBytes(unit: number): number {
  if (unit < 0x80) {
    return NEEDS_ESCAPE[unit] === 0 ? 1 : SHORT_ESCAPES.has(unit) ? 2 : 6;
  }
  if (unit < 0x800) {
    return 2;
  }
  if (unit === 0x2028 || unit === 0x2029) {
    return 6;
  }
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  return isSurrogate ? 2 : 3; // A pair of surrogates takes 4 bytes.
}

const SHORT_ESCAPES = new Set(
  Array.from('"\\\b\f\n\r\t', (char) => char.charCodeAt(0)),
);

/**
 * Quotes a string as Go's expvar does String values, Map keys and top-level
 * names: JSON with `<`, `>`, `&`, U+2028 and U+2029 escaped, control characters
 * as `\u00xx` except `\n`, `\r` and `\t`, and lone surrogates as U+FFFD.
 *
 * Source: `appendJSONQuote` in Go's `expvar.go`, 1.22 and newer.
 */
export function goQuote(text: string): string {
  return NOT_PLAIN.test(text)
    ? `"${text.toWellFormed().replace(ESCAPED, escapeForVar)}"`
    : `"${text}"`;
}

/**
 * Quotes a string as Go's `json.Marshal` does (1.22 and newer): like
 * {@link goQuote}, but U+0008 and U+000C are `\b` and `\f`.
 */
export function goMarshalString(text: string): string {
  return NOT_PLAIN.test(text)
    ? `"${text.toWellFormed().replace(ESCAPED, escapeForMarshal)}"`
    : `"${text}"`;
}

function escapeForMarshal(char: string): string {
  return char === '\b' ? '\\b' : char === '\f' ? '\\f' : escapeForVar(char);
}

function escapeForVar(char: string): string {
  switch (char) {
    case '"':
      return '\\"';
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
}
