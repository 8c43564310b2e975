import { toSnakeCase } from '../metrics/label-name.js';
import type { FamilyProperties, MetricType } from '../metrics/metric-family.js';

/** The Prometheus names of UCUM units, as prometheus/otlptranslator has them. */
const UNITS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};

const PER_UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** The last part of the names of a type, which is not part of the family's name. */
const TYPE_SUFFIXES: Partial<Record<MetricType, string>> = {
  counter: 'total',
  info: 'info',
};

/**
 * Builds the name of a family as prometheus/otlptranslator builds it, in UTF-8
 * and without `_total` and `_info`.
 *
 * @param prefix precedes every name that the metadata does not state
 */
export function metricName(
  { fullName, path, type, unit }: FamilyProperties,
  prefix: string,
): string {
  const suffix = TYPE_SUFFIXES[type];
  if (fullName !== undefined) {
    const name = suffix && fullName.replace(new RegExp(`_${suffix}$`), '');
    return name || fullName;
  }
  let tokens = path
    .flatMap((segment) => toText(toSnakeCase(segment)).split('_'))
    .filter((token) => token !== '');
  for (const token of unitTokens(unit)) {
    if (!tokens.includes(token)) {
      tokens.push(token);
    }
  }
  if (type === 'counter') {
    tokens = tokens.filter((token) => token !== 'total');
  } else if (type === 'info' && tokens.at(-1) === 'info') {
    tokens.pop();
  } else if (type === 'gauge' && unit === '1') {
    tokens = [...tokens.filter((token) => token !== 'ratio'), 'ratio'];
  }
  // A name such as "total" or "_" has no other part.
  return prefix + (tokens.join('_') || toText(path.at(-1) ?? '') || '_');
}

/** Replaces what the parsers of Prometheus refuse in a quoted name. */
function toText(name: string): string {
  return name.toWellFormed().replaceAll('\0', '\ufffd');
}

/** The name of the unit, for OpenMetrics; empty if the family's name lacks it. */
export function unitIn(name: string, unit: string | undefined): string {
  const tokens = unitTokens(unit).join('_');
  return tokens !== '' && name.endsWith(`_${tokens}`) ? tokens : '';
}

/** `By/s` as `bytes` and `per_second`. */
function unitTokens(unit = ''): string[] {
  const [main = '', per = ''] = unit
    .split(/\/(.*)/s, 2)
    .map((part) => (/[{}]/.test(part) ? '' : part.trim()));
  const perName = nameOf(per, PER_UNITS);
  return [nameOf(main, UNITS), perName && `per_${perName}`].filter(
    (token) => token !== '',
  );
}

function nameOf(unit: string, names: Readonly<Record<string, string>>): string {
  const name = Object.hasOwn(names, unit) ? names[unit]! : unit;
  return name.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_|_$/g, '');
}
