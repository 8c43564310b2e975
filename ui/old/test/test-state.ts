import {
  RUNTIME_SERIES,
  type Frame,
  type JsonValue,
  type MetaEntry,
  type RuntimeSeries,
  type State,
} from '../../src/dashboard/protocol.js';

/** The time and the tick of every state that `createState` returns. */
export const START = 1_800_000_000_000;
export const START_TICK = 100;

/** The variables get the ids 1, 2, 3 … */
export function createState(
  variables: readonly (readonly [path: readonly string[], value: JsonValue])[],
  metadata: readonly MetaEntry[] = [],
): State {
  return {
    process: {
      id: 'a',
      app: 'orders',
      host: 'web-1',
      pid: 12,
      node: '20.20.2',
      startedAt: START - 60_000,
    },
    tick: START_TICK,
    at: START,
    intervalMs: 1000,
    history: true,
    heapLimit: null,
    cpus: null,
    runtime: {
      at: [START - 1000, START],
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name) => [name, [1, 2]]),
      ) as unknown as Record<RuntimeSeries, number[]>,
    },
    variables: variables.map(([path, value], index) => [
      index + 1,
      path,
      value,
    ]),
    metadata,
    failures: [],
    omitted: 0,
  };
}

/** @param seconds between the state and the frame */
export function createFrame(
  seconds: number,
  values: readonly JsonValue[] = [],
  more: Partial<Frame> = {},
): Frame {
  return {
    tick: START_TICK + seconds,
    at: START + seconds * 1000,
    runtime: RUNTIME_SERIES.map(() => 3),
    values,
    ...more,
  };
}
