const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const LETTER_E = 0x65;
const LOWER_CASE = 0x20;
/** With fewer, and an exponent of two digits, a number is below 1e299. */
const MANY_DIGITS = 200;

/**
 * Whether a JSON text may have a number beyond float64, which Go's decoders take
 * for an error of the whole page. It is quick, and also true of others.
 */
export function mayHaveHugeNumber(text: string): boolean {
  let digits = 0;
  let limit = MANY_DIGITS;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) {
      if (++digits === limit) {
        return true;
      }
    } else if (digits > 0 && (code | LOWER_CASE) === LETTER_E) {
      digits = 0;
      limit = 3; // Of an exponent.
      if (text.charCodeAt(i + 1) === PLUS) {
        i++;
      }
    } else {
      digits = 0;
      limit = MANY_DIGITS;
    }
  }
  return false;
}
