import type {
  Delta,
  Meta,
  Nodes,
  Snapshot,
  Value,
} from '../../src/dashboard/protocol/types.js';
import { snapshotOfDocument } from '../snapshot/document-snapshot.js';

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
  return {
    ...snapshotOfDocument({}, 'orders', WALL).snapshot,
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
    nodes: createNodes(variables, metadata),
    ...more,
  };
}

function createNodes(
  variables: readonly (readonly [path: readonly string[], value: Value])[],
  metadata: readonly (readonly [path: readonly string[], meta: Meta])[],
): Nodes {
  const ids = new Map<string, number>([['[]', -1]]);
  const idOf = (path: readonly string[]) => ids.get(JSON.stringify(path))!;
  const parents: number[] = [];
  const keys: string[] = [];
  const values: (Value | undefined)[] = [];
  for (const [path, value] of variables) {
    for (const [depth, key] of path.entries()) {
      const text = JSON.stringify(path.slice(0, depth + 1));
      if (!ids.has(text)) {
        ids.set(text, keys.length);
        parents.push(idOf(path.slice(0, depth)));
        keys.push(key);
        values.push(undefined);
      }
    }
    values[idOf(path)] = value;
  }
  const meta = keys.map(() => -1);
  for (const [index, [path]] of metadata.entries()) {
    meta[idOf(path)] = index;
  }
  const dict = metadata.map(([, each]) => each);
  return { ids: [...keys.keys()], parents, keys, meta, dict, values };
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
