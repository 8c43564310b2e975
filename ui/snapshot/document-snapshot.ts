// A file may come from anybody, so nothing in it is trusted.
import {
  MAX_NODES,
  RUNTIME_SERIES,
  type RuntimeHistory,
  type Snapshot,
  type Value,
} from '../../src/dashboard/protocol/types.js';
import { isRecord, valueOf } from './exact-json.js';

/** A document has at most 100 levels. */
const MAX_DEPTH = 100;

/**
 * Makes a snapshot of a document as curl saves it.
 *
 * @param document from `parseExactJson`
 * @returns the number of values that the snapshot has no room for, too
 * @throws {RangeError} if the document is nested too deeply
 */
export function snapshotOfDocument(
  document: object,
  fileName: string,
  wall: number,
): { readonly snapshot: Snapshot; readonly omitted: number } {
  const parents: number[] = [];
  const keys: string[] = [];
  const values: (Value | undefined)[] = [];
  let omitted = 0;
  const addMembers = (object: object, parent: number, depth: number): void => {
    if (depth > MAX_DEPTH) {
      throw new RangeError('The document is nested too deeply.');
    }
    for (const [key, value] of Object.entries(object)) {
      const hasMembers = isRecord(value) && Object.keys(value).length > 0;
      const id = keys.length;
      if (id < MAX_NODES) {
        parents.push(parent);
        keys.push(key);
        values.push(hasMembers ? undefined : valueOf(value));
      } else if (!hasMembers) {
        omitted++;
      }
      if (hasMembers) {
        addMembers(value, id, depth + 1);
      }
    }
  };
  addMembers(document, -1, 1);
  const snapshot: Snapshot = {
    process: {
      id: fileName,
      app: fileName,
      host: '',
      pid: 0,
      node: '',
      startedAt: wall,
    },
    n: 0,
    mono: 0,
    wall,
    intervalMs: 1000,
    history: true,
    heapLimit: null,
    cpus: null,
    nodes: {
      ids: [...keys.keys()],
      parents,
      keys,
      meta: keys.map(() => -1),
      dict: [],
      values,
    },
    lazy: [],
    runtime: {
      mono: [0],
      wall: [wall],
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name) => [name, [null]]),
      ) as unknown as RuntimeHistory['series'],
    },
    failures: [],
    late: [],
    series: [],
    intervals: [],
    events: [],
    limits: {},
  };
  return { snapshot, omitted };
}
