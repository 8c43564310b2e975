import {
  type HistoryResponse,
  RUNTIME_SERIES,
  type Meta,
  type RuntimeSeries,
  type Sample,
  type Snapshot,
  type Value,
} from '../../src/dashboard/protocol/types.js';
import type { RingBuffer } from '../state/ring-buffer.js';
import type { Store } from '../state/store.js';
import { ObjectNode, ValueNode } from '../state/variable-tree.js';

/** The state that the page shows, as the server would send it. */
export function snapshotOfStore(store: Store): Snapshot {
  const { timeline } = store;
  return {
    process: store.process,
    n: store.tick,
    mono: store.mono,
    wall: store.wall,
    intervalMs: store.intervalMs,
    history: store.hasHistory,
    heapLimit: store.heapLimit,
    cpus: store.cpus,
    ...nodesOf(store),
    runtime: {
      mono: samplesOf(timeline.mono, store).map(Number),
      wall: samplesOf(timeline.wall, store).map(Number),
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name) => [
          name,
          samplesOf(store.runtime[name], store),
        ]),
      ) as unknown as Record<RuntimeSeries, readonly Sample[]>,
    },
    failures: store.failures,
    late: [...store.lateIds],
    series: [...store.intervalSeries.values()],
    intervals: store.intervals,
    events: store.events,
    limits: store.limits,
  };
}

function nodesOf(store: Store): Pick<Snapshot, 'nodes' | 'lazy'> {
  const dict: Meta[] = [];
  const dictIndexes = new Map<Meta, number>();
  const metaIndexes: number[] = [];
  const keys: string[] = [];
  const parents: number[] = [];
  const values: (Value | undefined)[] = [];
  const lazy: [number, number][] = [];
  const nodes = [...store.nodesById.values()].toSorted((a, b) => a.id - b.id);
  for (const node of nodes) {
    const { id, meta, name, parent } = node;
    let index = -1;
    if (meta !== undefined) {
      index = dictIndexes.get(meta) ?? dict.push(meta) - 1;
      dictIndexes.set(meta, index);
    }
    metaIndexes.push(index);
    keys.push(name);
    parents.push(parent?.id ?? -1);
    values.push(node instanceof ValueNode ? node.value : undefined);
    if (node instanceof ObjectNode && node.lazyCount > 0) {
      lazy.push([id, node.lazyCount]);
    }
  }
  const ids = nodes.map(({ id }) => id);
  return {
    nodes: { ids, parents, keys, meta: metaIndexes, dict, values },
    lazy,
  };
}

/** The series that the page has loaded. */
export function seriesOfStore(store: Store): HistoryResponse['series'] {
  return new Map(
    [...store.series].map(([id, samples]) => [id, samplesOf(samples, store)]),
  );
}

function samplesOf(samples: RingBuffer, store: Store): Sample[] {
  const { firstTick, lastTick } = store.timeline;
  return Array.from({ length: lastTick - firstTick + 1 }, (_, index) => {
    const value = samples.get(firstTick + index);
    return Number.isNaN(value) ? null : value;
  });
}
