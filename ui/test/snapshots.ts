import type {
  Delta,
  Meta,
  Snapshot,
  Value,
} from '../../src/dashboard/protocol/types.js';
import { snapshotOfDocument } from '../snapshot/document-snapshot.js';
import { NodesBuilder } from '../snapshot/nodes-builder.js';

/** The times and the tick of every snapshot that `createSnapshot` returns. */
export const WALL = 1_800_000_000_000;
export const MONO = 100_000;
export const TICK = 100;

/** The ids of the nodes ascend in the order of their first mention. */
export function createSnapshot(
  variables: readonly (readonly [path: readonly string[], value: Value])[],
  metadata: readonly (readonly [path: readonly string[], meta: Meta])[] = [],
  more: Partial<Snapshot> = {},
): Snapshot {
  const nodes = new NodesBuilder();
  for (const [path, value] of variables) {
    nodes.add(path, value);
  }
  for (const [path, meta] of metadata) {
    nodes.addMeta(path, meta);
  }
  return {
    ...snapshotOfDocument({}, 'orders', WALL),
    process: {
      id: 'a',
      app: 'orders',
      host: 'web-1',
      pid: 12,
      node: '20.20.2',
      startedAt: WALL - 60_000,
    },
    n: TICK,
    mono: MONO,
    wall: WALL,
    nodes: nodes.build(),
    ...more,
  };
}

/** @param seconds between the snapshot and the delta */
export function createDelta(
  seconds: number,
  changed: Readonly<Record<number, Value>> = {},
  more: Partial<Delta> = {},
): Delta {
  return {
    n: TICK + seconds,
    mono: MONO + seconds * 1000,
    wall: WALL + seconds * 1000,
    r: [],
    i: Object.keys(changed).map(Number),
    v: Object.values(changed),
    ...more,
  };
}
