const ESCAPED = /["\\<>&\u0000-\u001f\u2028\u2029]/g;
// Also true of lone surrogates, which have to become U+FFFD.
const NOT_PLAIN = /["\\<>&\u0000-\u001f\u2028\u2029\ud800-\udfff]/;

/** Longer strings are looked through faster by the engine than one by one. */
export const SHORT_LENGTH = 64;

/** By UTF-16 code unit: 0 for ASCII that is written as it is, and 1. */
export const SPECIAL: Uint8Array = new Uint8Array(0x10000).fill(1);
SPECIAL.set(
  Array.from({ length: 0x80 }, (_, unit) =>
    NOT_PLAIN.test(String.fromCharCode(unit)) ? 1 : 0,
  ),
);

/** The most bytes that one UTF-16 code unit takes: those of `\\u003c`. */
export const MAX_ESCAPED_BYTES = 6;

/**
 * At least how many bytes a string takes in its quotes, without the work of
 * quoting it.
 *
 * @param enough how many are as good as more
 */
export function quotedBytes(text: string, enough: number): number {
  if (text.length > enough) {
    return text.length; // Not looked at, for it may have yet to be put together.
  }
  const table = (escapedBytes ??= tabulateEscapedBytes());
  let bytes = 2;
  for (let i = 0; i < text.length && bytes <= enough; i++) {
    bytes += table[text.charCodeAt(i)]!;
  }
  return bytes;
}

let escapedBytes: Uint8Array | undefined;

/**
 * Builds a table of the bytes that each UTF-16 code unit takes in the output of
 * `goQuote` or `goMarshalString`, whichever is shorter. A surrogate counts half
 * of a pair's four bytes.
 */
function tabulateEscapedBytes(): Uint8Array {
  const table = new Uint8Array(0x10000)
    .fill(6, 0, 0x20)
    .fill(1, 0x20, 0x80)
    .fill(2, 0x80, 0x800)
    .fill(3, 0x800)
    .fill(2, 0xd800, 0xe000);
  for (const char of '"\\\b\f\n\r\t') {
    table[char.charCodeAt(0)] = 2;
  }
  for (const char of '<>&\u2028\u2029') {
    table[char.charCodeAt(0)] = MAX_ESCAPED_BYTES;
  }
  return table;
}

/**
 * A string as Go's expvar quotes String values, Map keys and top-level names:
 * JSON with `<`, `>`, `&`, U+2028 and U+2029 escaped, control characters as
 * `\u00xx` but for `\n`, `\r` and `\t`, and every lone surrogate as U+FFFD.
 *
 * Source: `appendJSONQuote` in Go's `expvar.go`, 1.22 and newer.
 */
export function goQuote(text: string): string {
  return NOT_PLAIN.test(text)
    ? `"${text.toWellFormed().replace(ESCAPED, escapeForVar)}"`
    : `"${text}"`;
}

/**
 * A string as Go's `json.Marshal` quotes it (1.22 and newer): as
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
