import type { ByteWriter } from './byte-writer.js';

/**
 * Formats a float64 as `strconv.FormatFloat(x, 'g', -1, 64)` does, which
 * `expvar.Float` uses: the shortest text that reads back as `x`, in exponent form
 * when the decimal exponent is below -4 or at least 6.
 *
 * Returns `NaN`, `+Inf` and `-Inf` for the values that JSON cannot hold.
 *
 * @example
 * goFloat(123456.7); // '123456.7'
 * goFloat(1234567); // '1.234567e+06'
 */
export function goFloat(x: number): string {
  const magnitude = Math.abs(x);
  if (magnitude >= 1e-4 && magnitude < 1e6) {
    return String(x);
  }
  if (x === 0) {
    return Object.is(x, -0) ? '-0' : '0';
  }
  if (!Number.isFinite(x)) {
    return Number.isNaN(x) ? 'NaN' : x > 0 ? '+Inf' : '-Inf';
  }
  // JavaScript finds the same shortest digits; Go pads the exponent to two.
  const text = x.toExponential();
  const sign = text.indexOf('e') + 1;
  return text.length - sign > 2
    ? text
    : `${text.slice(0, sign + 1)}0${text.slice(sign + 1)}`;
}

/**
 * Writes a finite float64 as {@link goFloat} formats it.
 *
 * Hot path: the engine formats fastest in exponent form, so this function asks
 * for that and converts it where the document has no exponent.
 */
export function writeGoFloat(out: ByteWriter, x: number): void {
  const magnitude = Math.abs(x);
  if (magnitude < 1e6 && Number.isInteger(x)) {
    if (Object.is(x, -0)) {
      out.writeAscii('-0');
    } else {
      out.writeInteger(x);
    }
  } else if (magnitude >= 1e-4 && magnitude < 1e6) {
    out.writeDecimal(x.toExponential());
  } else {
    const text = x.toExponential();
    out.writeAscii(text);
    const exponentDigits = text.length - text.lastIndexOf('e') - 2;
    if (exponentDigits === 1) {
      out.position--;
      out.writeAscii('0');
      out.writeAscii(text.at(-1)!);
    }
  }
}
