import {
  RUNTIME_SERIES,
  type Frame,
  type JsonValue,
  type MetaEntry,
  type RuntimeSeries,
  type State,
} from '../../src/dashboard/protocol.js';

export const START = 1_800_000_000_000;

/** A state whose variables have the ids 1, 2, 3 … */
export function stateOf(
  variables: readonly (readonly [path: readonly string[], value: JsonValue])[],
  metas: readonly MetaEntry[] = [],
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
    tick: 100,
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
    metas,
    failures: [],
    omitted: 0,
  };
}

/** The one that comes so many seconds after the state. */
export function frame(
  seconds: number,
  values: readonly JsonValue[],
  more: Partial<Frame> = {},
): Frame {
  return {
    tick: 100 + seconds,
    at: START + seconds * 1000,
    runtime: RUNTIME_SERIES.map(() => 3),
    values,
    ...more,
  };
}
