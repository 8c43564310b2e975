import {
  type BuiltInLimits,
  type Interval,
  type IntervalSeries,
  type LimitLevel,
  reachedLimit,
  type RuntimeSeries,
  type Sample,
  type VarLimits,
} from '../../src/dashboard/protocol/types.js';

/** A built-in limit that has been reached. */
export interface BuiltInLevel {
  readonly limit: keyof BuiltInLimits;
  readonly level: LimitLevel;
  /** The last value, in the unit of the limit. */
  readonly value: number;
}

/** The part of what is known of a process that its built-in limits need. */
export interface LimitedReadings {
  readonly limits: BuiltInLimits;
  readonly heapLimit: Sample;
  readonly cpus: Sample;
  /** The oldest first; null or NaN is missing. */
  readonly runtime: {
    readonly series: Readonly<Record<RuntimeSeries, ArrayLike<Sample>>>;
  };
  readonly series: readonly IntervalSeries[];
  /** The oldest first. */
  readonly intervals: readonly Interval[];
}

/** Consecutive samples after which a value has reached or left a limit. */
const SAMPLES_TO_CHANGE = 3;

/** The share of errors is that of so many intervals, because one has few responses. */
const ERROR_INTERVALS = 3;
/** A share of fewer responses says little. */
export const MIN_RESPONSES = 5;

/** Finds the built-in limits that the process has reached. */
export function builtInLevels(readings: LimitedReadings): BuiltInLevel[] {
  const { limits, heapLimit, cpus, runtime } = readings;
  const { loopDelay, heapAfterGc, cpu } = runtime.series;
  return [
    ...reached('eventLoopDelay', limits.eventLoopDelay, loopDelay, 1),
    ...reached('heap', limits.heap, heapAfterGc, heapLimit),
    ...reached('cpu', limits.cpu, cpu, cpus),
    ...reachedByErrors(limits.serverErrors, readings),
  ];
}

/** @param divisor the value whose share is limited */
function reached(
  limit: keyof BuiltInLimits,
  limits: VarLimits | undefined,
  samples: ArrayLike<Sample>,
  divisor: Sample,
): BuiltInLevel[] {
  if (limits === undefined || divisor === null) {
    return [];
  }
  let level: LimitLevel | undefined;
  let next: LimitLevel | undefined;
  let samplesOfNext = 0;
  let last = NaN;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    if (!Number.isFinite(sample)) {
      continue;
    }
    last = sample! / divisor;
    const levelOfLast = reachedLimit(limits, last);
    samplesOfNext = levelOfLast === next ? samplesOfNext + 1 : 1;
    next = levelOfLast;
    if (samplesOfNext >= SAMPLES_TO_CHANGE) {
      level = next;
    }
  }
  return level === undefined ? [] : [{ limit, level, value: last }];
}

function reachedByErrors(
  limits: VarLimits | undefined,
  { series, intervals }: LimitedReadings,
): BuiltInLevel[] {
  const routes = new Set(
    series.filter(({ kind }) => kind === 'route').map(({ id }) => id),
  );
  let responses = 0;
  let errors = 0;
  for (const { rows } of intervals.slice(-ERROR_INTERVALS)) {
    for (const row of rows) {
      if (routes.has(row.id)) {
        responses += row.count;
        errors += row.errors;
      }
    }
  }
  const value = errors / responses;
  const level =
    limits && responses >= MIN_RESPONSES
      ? reachedLimit(limits, value)
      : undefined;
  return level === undefined ? [] : [{ limit: 'serverErrors', level, value }];
}
