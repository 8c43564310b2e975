// A snapshot file may come from anybody, so its content is checked against the
// types of the protocol and the limits of the page.
import {
  RUNTIME_SERIES,
  type Failure,
  type MetaEntry,
  type RuntimeSeries,
  type Sample,
  type State,
  type Variable,
  type VarLimits,
} from '../src/dashboard/protocol.js';
import { HISTORY_TICKS } from './ring-buffer.js';

export const MAX_VARIABLES = 20_000;
const MAX_PATH_LENGTH = 100;
/** The greatest time that a Date can have. */
const MAX_TIME = 8.64e15;

type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns undefined if the value is not the state of a process */
export function parseState(value: unknown): State | undefined {
  if (!isRecord(value) || !isRecord(value['process'])) {
    return undefined;
  }
  const { process, runtime } = value;
  const tick = integerIn(value['tick'], 0, 1e12);
  const at = parseTime(value['at']);
  const startedAt = parseTime(process['startedAt']);
  const pid = integerIn(process['pid'], 0, 2 ** 32);
  const intervalMs = integerIn(value['intervalMs'], 100, 60_000);
  if (
    tick === undefined ||
    at === undefined ||
    startedAt === undefined ||
    pid === undefined ||
    intervalMs === undefined ||
    !Array.isArray(value['variables'])
  ) {
    return undefined;
  }
  const { at: times, series } = isRecord(runtime) ? runtime : {};
  const variables = value['variables']
    .slice(0, MAX_VARIABLES)
    .filter(isVariable);
  return {
    process: {
      id: text(process['id']),
      app: text(process['app']),
      host: text(process['host']),
      pid,
      node: text(process['node']),
      startedAt,
    },
    tick,
    at,
    intervalMs,
    history: value['history'] === true,
    heapLimit: sample(value['heapLimit']),
    cpus: sample(value['cpus']),
    runtime: {
      at: list(times)
        .slice(-HISTORY_TICKS)
        .map((time) => parseTime(time) ?? NaN),
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name) => [
          name,
          list(isRecord(series) ? series[name] : undefined)
            .slice(-HISTORY_TICKS)
            .map(sample),
        ]),
      ) as Record<RuntimeSeries, Sample[]>,
    },
    variables,
    metadata: list(value['metadata'])
      .slice(0, MAX_VARIABLES)
      .flatMap(parseMetaEntry),
    failures: list(value['failures'])
      .slice(0, MAX_VARIABLES)
      .flatMap(parseFailure),
    omitted:
      (integerIn(value['omitted'], 0, 1e12) ?? 0) +
      value['variables'].length -
      variables.length,
  };
}

function isVariable(entry: unknown): entry is Variable {
  return (
    Array.isArray(entry) &&
    integerIn(entry[0], 1, 1e12) !== undefined &&
    isPath(entry[1]) &&
    entry[2] !== undefined
  );
}

function isPath(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_PATH_LENGTH &&
    value.every((part) => typeof part === 'string')
  );
}

function parseMetaEntry(entry: unknown): MetaEntry[] {
  const [path, meta] = list(entry);
  if (!isPath(path) || !isRecord(meta)) {
    return [];
  }
  const members = Object.entries(meta).filter(
    ([, member]) => typeof member === 'string',
  );
  const limits = parseLimits(meta['limits']);
  return [
    [
      path,
      {
        ...Object.fromEntries(members),
        ...(limits !== undefined && { limits }),
      },
    ],
  ];
}

function parseLimits(value: unknown): VarLimits | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const { warning, critical, below } = value;
  return {
    ...(typeof warning === 'number' && { warning }),
    ...(typeof critical === 'number' && { critical }),
    below: below === true,
  };
}

function parseFailure(value: unknown): Failure[] {
  if (!isRecord(value) || !isPath(value['path'])) {
    return [];
  }
  const { path, reason, at, count } = value;
  return [
    {
      path,
      reason: text(reason),
      at: parseTime(at) ?? 0,
      count: integerIn(count, 1, 1e12) ?? 1,
    },
  ];
}

function integerIn(
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  return Number.isInteger(value) &&
    (value as number) >= min &&
    (value as number) <= max
    ? (value as number)
    : undefined;
}

function parseTime(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME
    ? value
    : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function sample(value: unknown): Sample {
  return typeof value === 'number' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
