import type { JsonText, Value } from '../../src/dashboard/protocol/types.js';
import { printable } from './printable.js';
import {
  bytesPer,
  isPerSecond,
  isTimestamp,
  rateUnit,
  secondsPer,
  unitName,
} from './units.js';

let locale = 'en';
const formats = new Map<number, Intl.NumberFormat>();

/** Sets the locale of numbers and times. */
export function useLocale(newLocale: string): void {
  locale = newLocale;
  formats.clear();
}

function formatDecimal(value: number | bigint, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value);
}

/**
 * @param digits the number of significant digits; integers keep all of theirs
 */
function formatDigits(value: number, digits: number): string {
  const integerDigits = Math.max(
    1,
    Math.floor(Math.log10(Math.abs(value) || 1)) + 1,
  );
  return formatDecimal(
    value,
    Math.min(Math.max(digits - integerDigits, 0), 12),
  );
}

/**
 * @param digits the number of significant digits; without it, integers are
 *   exact, and other numbers have four digits
 */
export function formatNumber(value: number | bigint, digits?: number): string {
  if (
    typeof value === 'bigint' ||
    (digits === undefined && Number.isSafeInteger(value))
  ) {
    return formatDecimal(value, 0);
  }
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-6 && size > 0)) {
    const rounded = value
      .toExponential((digits ?? 4) - 1)
      .replace(/\.?0*e\+?/, 'e');
    // 5e-324 has one digit, and no other three.
    const exact = String(value).replace('e+', 'e');
    return exact.length < rounded.length ? exact : rounded;
  }
  if (size < 1 && size > 0) {
    return String(Number(value.toPrecision((digits ?? 4) - 1)));
  }
  return formatDigits(value, digits ?? 4);
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(value: number, digits = 3): string {
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1024 && unit < BYTES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${formatDigits(scaled, unit === 0 ? 4 : digits)} ${BYTES[unit]}`;
}

export function formatSeconds(value: number, digits?: number): string {
  const size = Math.abs(value);
  if (size === 0) {
    return '0 s';
  }
  if (size < 1e-6) {
    return `${formatDigits(value * 1e9, digits ?? 3)} ns`;
  }
  if (size < 1e-3) {
    return `${formatDigits(value * 1e6, digits ?? 3)} µs`;
  }
  if (size < 1) {
    return `${formatDigits(value * 1e3, digits ?? 3)} ms`;
  }
  if (size < 120) {
    return `${formatDigits(value, digits ?? 3)} s`;
  }
  const resolution = digits ? size / 10 ** (digits - 1) : Infinity;
  return (value < 0 ? '-' : '') + formatDuration(size * 1000, resolution);
}

const DURATION_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * Formats a duration in its two greatest units: `3d 4h`.
 *
 * @param resolution in seconds; durations that differ by it get different texts
 */
export function formatDuration(
  milliseconds: number,
  resolution = Infinity,
): string {
  const decimals = resolution < 1 ? Math.ceil(-Math.log10(resolution)) : 0;
  const scale = 10 ** decimals;
  // Rounding may have made the label of an axis slightly too small.
  let rest =
    Math.floor(Math.max(0, milliseconds / 1000) * scale + 1e-4) / scale;
  const first = DURATION_UNITS.findIndex(
    ([, size]) => rest >= size || size === 1,
  );
  const parts: string[] = [];
  for (const [index, [name, size]] of DURATION_UNITS.entries()) {
    if (
      index >= first &&
      (index < first + 2 || resolution < DURATION_UNITS[index - 1]![1])
    ) {
      const count =
        size === 1 ? Number(rest.toFixed(decimals)) : Math.floor(rest / size);
      parts.push(`${count}${name}`);
      rest %= size;
    }
  }
  return parts.join(' ');
}

export function formatPercent(ratio: number, digits = 3): string {
  const digitsOfSmall = Math.abs(ratio) < 0.0995 ? digits - 1 : digits;
  return `${formatDigits(ratio * 100, digitsOfSmall)} %`;
}

/** The text after a number. */
function unitSuffix(unit: string | undefined): string {
  const name = unitName(unit);
  return name === '' || name.startsWith('/') ? name : ` ${printable(name)}`;
}

export function formatQuantity(
  value: number | bigint,
  unit: string | undefined,
  digits?: number,
): string {
  // A text that is scaled to its unit needs one digit less.
  const scaledDigits = digits && Math.max(3, digits - 1);
  if (unit === 'ratio') {
    return formatPercent(Number(value), scaledDigits);
  }
  const perSecond = isPerSecond(unit) ? '/s' : '';
  const bytes = bytesPer(unit);
  if (bytes !== undefined) {
    return formatBytes(Number(value) * bytes, scaledDigits) + perSecond;
  }
  const seconds = secondsPer(unit);
  if (seconds === undefined) {
    return formatNumber(value, digits) + unitSuffix(unit);
  }
  if (isTimestamp(value, unit)) {
    return formatDateTime(Number(value) * seconds * 1000);
  }
  return perSecond !== '' && Number(value) === 0
    ? '0 ms/s'
    : formatSeconds(Number(value) * seconds, scaledDigits) + perSecond;
}

export function formatRate(
  perSecond: number,
  unit: string | undefined,
): string {
  return formatQuantity(perSecond, rateUnit(unit), 3);
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The JSON of a value, with all digits of numbers. */
export function jsonOf(value: Value): string {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'object' && value !== null) {
    return value.json + (isTruncated(value) ? '…' : '');
  }
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function isTruncated({ json, length }: JsonText): boolean {
  return json.length < length;
}

export function formatValue(value: Value, unit: string | undefined): string {
  if (isNumber(value)) {
    return formatQuantity(value, unit);
  }
  if (typeof value === 'string' && value !== '') {
    return printable(value);
  }
  return printable(jsonOf(value));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time of day. */
export function formatTime(at: number, withSeconds = true): string {
  const key = `${locale} ${withSeconds}`;
  let clock = clocks.get(key);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      ...(withSeconds ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
    });
    clocks.set(key, clock);
  }
  return clock.format(at);
}

export function formatDateTime(at: number): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(at);
}
