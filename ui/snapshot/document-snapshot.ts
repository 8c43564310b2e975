// A file may come from anybody, so nothing in it is trusted.
import {
  HISTORY_LENGTH,
  RUNTIME_SERIES,
  type RuntimeHistory,
  type Sample,
  type Snapshot,
} from '../../src/dashboard/protocol/types.js';
import { valueOf } from './exact-json.js';
import { NodesBuilder } from './nodes-builder.js';

export type SeriesById = ReadonlyMap<number, readonly Sample[]>;

type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes a snapshot of a document as curl saves it. */
export function snapshotOfDocument(
  document: JsonRecord,
  fileName: string,
  wall: number,
): Snapshot {
  const nodes = new NodesBuilder();
  const addMembers = (object: object, path: readonly string[]): void => {
    for (const [name, value] of Object.entries(object)) {
      if (nodes.isFull) {
        return;
      }
      const memberPath = [...path, name];
      const isObject = isRecord(value) && Object.keys(value).length > 0;
      const id = nodes.add(memberPath, isObject ? null : valueOf(value));
      if (isObject && id !== undefined) {
        addMembers(value, memberPath);
      }
    }
  };
  addMembers(document, []);
  return {
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
    nodes: nodes.build(),
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
}

/** The most series of a file. The server stores no more. */
const MAX_SERIES = 2000;

/** Reads series by the ids of their values. */
export function seriesOf(value: unknown): SeriesById {
  const series = new Map<number, readonly Sample[]>();
  if (isRecord(value)) {
    for (const [id, samples] of Object.entries(value).slice(0, MAX_SERIES)) {
      if (Array.isArray(samples)) {
        series.set(Number(id), samples.slice(-HISTORY_LENGTH).map(sampleOf));
      }
    }
  }
  return series;
}

function sampleOf(value: unknown): Sample {
  const sample = Number(valueOf(value) ?? NaN);
  return Number.isFinite(sample) ? sample : null;
}
