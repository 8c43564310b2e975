/** How to convert a unit to bytes or to seconds. */
type Scale = readonly [base: 'bytes' | 'seconds', factor: number];

const SCALES: Record<string, Scale> = {
  b: ['bytes', 1],
  by: ['bytes', 1],
  byte: ['bytes', 1],
  bytes: ['bytes', 1],
  kb: ['bytes', 1000],
  kby: ['bytes', 1000],
  kib: ['bytes', 1024],
  kiby: ['bytes', 1024],
  mb: ['bytes', 1e6],
  mby: ['bytes', 1e6],
  mib: ['bytes', 2 ** 20],
  miby: ['bytes', 2 ** 20],
  gb: ['bytes', 1e9],
  gby: ['bytes', 1e9],
  gib: ['bytes', 2 ** 30],
  giby: ['bytes', 2 ** 30],
  ns: ['seconds', 1e-9],
  nanoseconds: ['seconds', 1e-9],
  us: ['seconds', 1e-6],
  µs: ['seconds', 1e-6],
  microseconds: ['seconds', 1e-6],
  ms: ['seconds', 1e-3],
  millisecond: ['seconds', 1e-3],
  milliseconds: ['seconds', 1e-3],
  s: ['seconds', 1],
  sec: ['seconds', 1],
  second: ['seconds', 1],
  seconds: ['seconds', 1],
  min: ['seconds', 60],
  h: ['seconds', 3600],
  d: ['seconds', 86_400],
};

function scaleOf(unit: string | undefined): Scale | undefined {
  const key = unit?.toLowerCase().replace(/\/s$/, '').replace('μ', 'µ');
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

export function isPerSecond(unit: string | undefined): boolean {
  return unit?.endsWith('/s') === true;
}

/** Seconds since 1970 are a time and not a duration: from 2001 to 2100. */
export function isTimestamp(
  value: number | bigint,
  unit: string | undefined,
): boolean {
  const seconds = Number(value) * (secondsPer(unit) ?? NaN);
  return seconds >= 1e9 && seconds < 4.1e9 && !isPerSecond(unit);
}

const MAX_UNIT_LENGTH = 40;

/** An annotation such as `{request}` is not a unit, and neither is 1. */
export function unitName(unit: string | undefined): string {
  return (unit ?? '')
    .slice(0, MAX_UNIT_LENGTH)
    .replaceAll(/\{[^}]*\}/g, '')
    .replace(/^1(?=\/|$)/, '');
}

/**
 * Numbers can be compared, and can share an axis, if they measure the same:
 * `s` and `ms`, or `{request}` and no unit.
 */
export function measureOf(unit: string | undefined): string {
  const base = scaleOf(unit)?.[0];
  return base === undefined
    ? unitName(unit)
    : base + (isPerSecond(unit) ? '/s' : '');
}

/** Converts to bytes or seconds, so that numbers of one measure compare. */
export function inBaseUnit(
  value: number | bigint,
  unit: string | undefined,
): number {
  return Number(value) * (scaleOf(unit)?.[1] ?? 1);
}

/** The unit of the rate of a counter that has this unit. */
export function rateUnit(unit: string | undefined): string {
  return scaleOf(unit) === undefined ? '/s' : `${unit}/s`;
}
