const NANOSECOND_UNITS: readonly [unit: string, digits: number][] = [
  ['ns', 0],
  ['µs', 3],
  ['ms', 6],
];

/**
 * Formats a duration as Go's `time.Duration.String()` does: `72h3m0.5s`,
 * `1.5µs`, `0s`. It leaves out leading units that are zero. Below one second it
 * uses ms, µs or ns, so that the first digit is not zero.
 *
 * @param nanoseconds an integer, which may be negative
 * @throws RangeError when a number is fractional, not finite or beyond 2^53
 * @example
 * const started = process.hrtime.bigint();
 * goDuration(process.hrtime.bigint() - started); // '18.123µs'
 */
export function goDuration(nanoseconds: bigint | number): string {
  if (typeof nanoseconds === 'number' && !Number.isSafeInteger(nanoseconds)) {
    throw new RangeError(
      `goDuration takes an integer within ±2^53 or a bigint; it got ${nanoseconds}`,
    );
  }
  const ns = BigInt(nanoseconds);
  return ns < 0n ? `-${formatPositive(-ns)}` : formatPositive(ns);
}

function formatPositive(ns: bigint): string {
  if (ns === 0n) {
    return '0s';
  }
  if (ns < 1_000_000_000n) {
    const [unit, digits] =
      NANOSECOND_UNITS[ns < 1_000n ? 0 : ns < 1_000_000n ? 1 : 2]!;
    return `${formatDecimal(ns, digits)}${unit}`;
  }
  const minutes = ns / 60_000_000_000n;
  const seconds = `${formatDecimal(ns % 60_000_000_000n, 9)}s`;
  const hours = minutes / 60n;
  return hours > 0n
    ? `${hours}h${minutes % 60n}m${seconds}`
    : minutes > 0n
      ? `${minutes}m${seconds}`
      : seconds;
}

/** Formats `value / 10^digits` without trailing zeros. */
function formatDecimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const integer = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return fraction === '' ? integer : `${integer}.${fraction}`;
}
