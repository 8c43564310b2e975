import type { JsonValue, Truncated } from '../src/dashboard/protocol.js';
import { printable } from './printable.js';

let locale = 'en';
const formats = new Map<number, Intl.NumberFormat>();

/** Sets the locale of numbers and times. */
export function useLocale(newLocale: string): void {
  locale = newLocale;
  formats.clear();
}

/**
 * @param digits the number of significant digits; integers keep all of theirs
 */
function formatDecimal(value: number, digits: number): string {
  const integerDigits = Math.max(
    1,
    Math.floor(Math.log10(Math.abs(value) || 1)) + 1,
  );
  const decimals = Math.min(Math.max(digits - integerDigits, 0), 12);
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value);
}

export function formatNumber(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-6 && size > 0)) {
    return value.toExponential(digits - 1).replace(/\.?0*e\+?/, 'e');
  }
  if (size < 1 && size > 0) {
    return String(Number(value.toPrecision(digits - 1)));
  }
  return formatDecimal(value, digits);
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(value: number, digits = 3): string {
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1024 && unit < BYTES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${formatDecimal(scaled, unit === 0 ? 4 : digits)} ${BYTES[unit]}`;
}

export function formatSeconds(value: number, digits?: number): string {
  const size = Math.abs(value);
  if (size === 0) {
    return '0 s';
  }
  if (size < 1e-6) {
    return `${formatDecimal(value * 1e9, digits ?? 3)} ns`;
  }
  if (size < 1e-3) {
    return `${formatDecimal(value * 1e6, digits ?? 3)} µs`;
  }
  if (size < 1) {
    return `${formatDecimal(value * 1e3, digits ?? 3)} ms`;
  }
  if (size < 120) {
    return `${formatDecimal(value, digits ?? 3)} s`;
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
  return `${formatDecimal(ratio * 100, digitsOfSmall)} %`;
}

/** How to convert a unit to bytes or to seconds. */
type Scale = readonly [base: 'bytes' | 'seconds', factor: number];

const SCALES: Record<string, Scale> = {
  b: ['bytes', 1],
  by: ['bytes', 1],
  byte: ['bytes', 1],
  bytes: ['bytes', 1],
  kby: ['bytes', 1000],
  kib: ['bytes', 1024],
  kiby: ['bytes', 1024],
  mby: ['bytes', 1e6],
  mib: ['bytes', 1 << 20],
  miby: ['bytes', 1 << 20],
  s: ['seconds', 1],
  sec: ['seconds', 1],
  second: ['seconds', 1],
  seconds: ['seconds', 1],
  ms: ['seconds', 1e-3],
  millisecond: ['seconds', 1e-3],
  milliseconds: ['seconds', 1e-3],
  us: ['seconds', 1e-6],
  µs: ['seconds', 1e-6],
  microseconds: ['seconds', 1e-6],
  ns: ['seconds', 1e-9],
  nanoseconds: ['seconds', 1e-9],
  min: ['seconds', 60],
  h: ['seconds', 3600],
};

function scaleOf(unit: string | undefined): Scale | undefined {
  const key = unit?.toLowerCase().replace(/\/s$/, '');
  return key !== undefined && Object.hasOwn(SCALES, key)
    ? SCALES[key]
    : undefined;
}

/** The number of bytes in a unit of bytes. */
export function bytesPer(unit: string | undefined): number | undefined {
  const scale = scaleOf(unit);
  return scale?.[0] === 'bytes' ? scale[1] : undefined;
}

/** The number of seconds in a unit of time. */
export function secondsPer(unit: string | undefined): number | undefined {
  const scale = scaleOf(unit);
  return scale?.[0] === 'seconds' ? scale[1] : undefined;
}

const MAX_UNIT_LENGTH = 40;

/** The text after a number. An annotation such as `{request}` is not a unit. */
function unitSuffix(unit: string | undefined): string {
  const name = (unit ?? '')
    .slice(0, MAX_UNIT_LENGTH)
    .replaceAll(/\{[^}]*\}/g, '')
    .replace(/^1(?=\/|$)/, '');
  return name === '' || name.startsWith('/') ? name : ` ${printable(name)}`;
}

/** Seconds since 1970 are a time and not a duration: from 2001 to 2100. */
export function isTimestamp(value: number, unit: string | undefined): boolean {
  const seconds = value * (secondsPer(unit) ?? NaN);
  return seconds >= 1e9 && seconds < 4.1e9 && !isPerSecond(unit);
}

function isPerSecond(unit: string | undefined): boolean {
  return unit?.endsWith('/s') === true;
}

export function formatQuantity(
  value: number,
  unit: string | undefined,
  digits?: number,
): string {
  // A text that is scaled to its unit needs one digit less.
  const scaledDigits = digits && Math.max(3, digits - 1);
  const scale = scaleOf(unit);
  if (scale === undefined) {
    return unit === 'ratio'
      ? formatPercent(value, scaledDigits)
      : formatNumber(value, digits) + unitSuffix(unit);
  }
  const [base, factor] = scale;
  if (isTimestamp(value, unit)) {
    return formatDateTime(value * factor * 1000);
  }
  if (base === 'bytes') {
    const text = formatBytes(value * factor, scaledDigits);
    return isPerSecond(unit) ? `${text}/s` : text;
  }
  if (isPerSecond(unit)) {
    return value === 0
      ? '0 ms/s'
      : `${formatSeconds(value * factor, scaledDigits)}/s`;
  }
  return formatSeconds(value * factor, scaledDigits);
}

/** The unit of the rate of a counter that has this unit. */
export function rateUnit(unit: string | undefined): string {
  return scaleOf(unit) === undefined ? '/s' : `${unit}/s`;
}

export function formatRate(
  perSecond: number,
  unit: string | undefined,
): string {
  return formatQuantity(perSecond, rateUnit(unit), 3);
}

export function isTruncated(value: JsonValue): value is Truncated & JsonValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'truncated' in value &&
    typeof value.truncated === 'string'
  );
}

export function formatValue(
  value: JsonValue,
  unit: string | undefined,
): string {
  if (typeof value === 'number') {
    return formatQuantity(value, unit);
  }
  if (typeof value === 'string') {
    return value === '' ? '""' : printable(value);
  }
  return isTruncated(value)
    ? `${printable(value.truncated, 200)}…`
    : printable(JSON.stringify(value));
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
