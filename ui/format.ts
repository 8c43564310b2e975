import type { JsonValue } from '../src/dashboard/protocol.js';
import { printable } from './printable.js';

let locale = 'en';
const formats = new Map<string, Intl.NumberFormat>();

/** Of numbers and times from now on. */
export function useLocale(next: string): void {
  locale = next;
  formats.clear();
}

/** `digits` are those of the whole number, integers excepted. */
function plain(value: number, digits: number): string {
  // Of 123.4, what is behind the point is noise where four digits were asked for
  // and three stand before it.
  const before = Math.max(1, Math.floor(Math.log10(Math.abs(value) || 1)) + 1);
  const decimals = Math.min(Math.max(digits - before, 0), 12);
  const key = `${decimals}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      maximumFractionDigits: decimals,
    });
    formats.set(key, format);
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
  return plain(value, digits);
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(value: number, digits = 3): string {
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1024 && unit < BYTES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${plain(scaled, unit === 0 ? 4 : digits)} ${BYTES[unit]}`;
}

export function formatSeconds(value: number, digits?: number): string {
  const size = Math.abs(value);
  const kept = digits ?? 3;
  if (size === 0) {
    return '0 s';
  }
  if (size < 1e-6) {
    return `${plain(value * 1e9, kept)} ns`;
  }
  if (size < 1e-3) {
    return `${plain(value * 1e6, kept)} µs`;
  }
  if (size < 1) {
    return `${plain(value * 1e3, kept)} ms`;
  }
  if (size < 120) {
    return `${plain(value, kept)} s`;
  }
  const finest = digits ? size / 10 ** (digits - 1) : Infinity;
  return (value < 0 ? '-' : '') + formatSpan(size * 1000, finest);
}

const SPANS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * A span of milliseconds in its two greatest units: `3d 4h`. More of them where
 * so many seconds have to be told from one another.
 */
export function formatSpan(milliseconds: number, finest = Infinity): string {
  const decimals = finest < 1 ? Math.ceil(-Math.log10(finest)) : 0;
  const scale = 10 ** decimals;
  // A tick of an axis may be a little less than it should.
  let rest =
    Math.floor(Math.max(0, milliseconds / 1000) * scale + 1e-4) / scale;
  const first = SPANS.findIndex(([, size]) => rest >= size || size === 1);
  const parts: string[] = [];
  for (const [index, [name, size]] of SPANS.entries()) {
    if (
      index >= first &&
      (index < first + 2 || finest < SPANS[index - 1]![1])
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
  const fewer = Math.abs(ratio) < 0.0995 ? 1 : 0;
  return `${plain(ratio * 100, digits - fewer)} %`;
}

type Scale = readonly [base: 'bytes' | 'seconds' | 'moment', factor: number];

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
  // Of the page's own, for times since the epoch.
  unix_s: ['moment', 1e3],
  unix_ns: ['moment', 1e-6],
};

function scaleOf(unit: string | undefined): Scale | undefined {
  const key = unit?.toLowerCase().replace(/\/s$/, '');
  return key !== undefined && Object.hasOwn(SCALES, key)
    ? SCALES[key]
    : undefined;
}

/** Of a unit of bytes or of seconds, how many of those it is. */
export function bytesOf(unit: string | undefined): number | undefined {
  const scale = scaleOf(unit);
  return scale?.[0] === 'bytes' ? scale[1] : undefined;
}

export function secondsOf(unit: string | undefined): number | undefined {
  const scale = scaleOf(unit);
  return scale?.[0] === 'seconds' ? scale[1] : undefined;
}

/**
 * A unit as it is written behind a number. What OpenTelemetry has in braces, such
 * as `{request}`, says what is counted and is no unit.
 */
function unitName(unit: string | undefined): string {
  const name = unit?.replaceAll(/\{.*?\}/g, '') ?? '';
  return name === '' || name === '1'
    ? ''
    : name.startsWith('/')
      ? name
      : ` ${printable(name, 40)}`;
}

/** Seconds since the epoch are no span of time: from 2001 to 2100. */
export function isMoment(value: number, unit: string | undefined): boolean {
  const [base, factor] = scaleOf(unit) ?? [];
  return (
    base === 'moment' ||
    (base === 'seconds' &&
      unit?.endsWith('/s') === false &&
      value * factor! >= 1e9 &&
      value * factor! < 4.1e9)
  );
}

/** What has a scale of its own takes one digit less than a mere number. */
export function formatQuantity(
  value: number,
  unit: string | undefined,
  digits?: number,
): string {
  const fewer = digits && Math.max(3, digits - 1);
  const scale = scaleOf(unit);
  if (scale !== undefined) {
    const perSecond = unit?.endsWith('/s') === true;
    const [base, factor] = scale;
    const text = isMoment(value, unit)
      ? formatMoment(base === 'moment' ? value * factor : value * factor * 1000)
      : base === 'bytes'
        ? formatBytes(value * factor, fewer)
        : value === 0 && perSecond
          ? '0 ms'
          : formatSeconds(value * factor, fewer);
    return perSecond ? `${text}/s` : text;
  }
  return unit === 'ratio'
    ? formatPercent(value, fewer)
    : formatNumber(value, digits) + unitName(unit);
}

/** Of what is counted in a unit. */
export function rateUnit(unit: string | undefined): string {
  return scaleOf(unit) === undefined ? '/s' : `${unit}/s`;
}

export function formatRate(
  perSecond: number,
  unit: string | undefined,
): string {
  return formatQuantity(perSecond, rateUnit(unit), 3);
}

export function isCut(
  value: JsonValue,
): value is { readonly cut: string; readonly length: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'cut' in value
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
  return isCut(value)
    ? `${printable(value.cut, 200)}…`
    : printable(JSON.stringify(value));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time of day, of 24 hours. */
export function formatTime(at: number, seconds = true): string {
  const key = `${locale} ${seconds}`;
  let clock = clocks.get(key);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      ...(seconds ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
    });
    clocks.set(key, clock);
  }
  return clock.format(at);
}

export function formatMoment(at: number): string {
  if (!(Math.abs(at) <= 8.64e15)) {
    return '–';
  }
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(at);
}
