import {
  type BuiltInLimits,
  type LimitLevel,
  reachedLimit,
  type Sample,
} from '../../src/dashboard/protocol/types.js';
import { LevelMeter } from './limit-levels.js';
import type { RingBuffer } from './ring-buffer.js';
import type { Store } from './store.js';

/** A built-in limit that has been reached. */
export interface BuiltInLevel {
  readonly limit: keyof BuiltInLimits;
  readonly level: LimitLevel;
  /** The last value, in the unit of the limit. */
  readonly value: number;
}

/** The share of errors is that of so many intervals, because one has few responses. */
const ERROR_INTERVALS = 3;
/** A share of fewer responses says little. */
export const MIN_RESPONSES = 5;

/** Finds the built-in limits that the process has reached. */
export function builtInLevels(store: Store): BuiltInLevel[] {
  const { limits, heapLimit, cpus, runtime, timeline } = store;
  const found: BuiltInLevel[] = [];
  const compare = (
    limit: keyof BuiltInLimits,
    samples: RingBuffer,
    divisor: Sample,
  ): void => {
    const meter = new LevelMeter(limits[limit] ?? {});
    let value = NaN;
    for (let { firstTick: tick } = timeline; tick <= store.tick; tick++) {
      const sample = samples.get(tick) / (divisor ?? NaN);
      if (!Number.isNaN(sample)) {
        value = sample;
        meter.update(value);
      }
    }
    if (meter.level !== undefined) {
      found.push({ limit, level: meter.level, value });
    }
  };
  compare('eventLoopDelay', runtime.loopDelay, 1);
  compare('heap', runtime.heapAfterGc, heapLimit);
  compare('cpu', runtime.cpu, cpus);
  let responses = 0;
  let errors = 0;
  for (const { rows } of store.intervals.slice(-ERROR_INTERVALS)) {
    for (const row of rows) {
      if (store.intervalSeries.get(row.id)?.kind === 'route') {
        responses += row.count;
        errors += row.errors;
      }
    }
  }
  const value = errors / responses;
  const level = reachedLimit(limits.serverErrors ?? {}, value);
  if (level !== undefined && responses >= MIN_RESPONSES) {
    found.push({ limit: 'serverErrors', level, value });
  }
  return found;
}
