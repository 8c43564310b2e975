// Files of the first edition, and documents as curl saves them. Both may come
// from anybody, so nothing in them is trusted.
import {
  HISTORY_LENGTH,
  MAX_NODES,
  RUNTIME_SERIES,
  type Failure,
  type JsonText,
  type Meta,
  type ProcessIdentity,
  type RuntimeHistory,
  type RuntimeSeries,
  type Sample,
  type Snapshot,
  type Value,
  type VarLimits,
} from '../../src/dashboard/protocol/types.js';
import { valueOf } from './exact-json.js';
import { NodesBuilder } from './nodes-builder.js';

/** The greatest time that a Date can have. */
const MAX_TIME = 8.64e15;
const MAX_TEXT = 10_000;

export type SeriesById = ReadonlyMap<number, readonly Sample[]>;

type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes a snapshot of a document. */
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
    ...emptySnapshot(wall),
    process: {
      id: fileName,
      app: fileName,
      host: '',
      pid: 0,
      node: '',
      startedAt: wall,
    },
    nodes: nodes.build(),
  };
}

function emptySnapshot(wall: number): Omit<Snapshot, 'process' | 'nodes'> {
  return {
    n: 0,
    mono: 0,
    wall,
    intervalMs: 1000,
    history: true,
    heapLimit: null,
    cpus: null,
    lazy: [],
    runtime: runtimeHistory([0], [wall], {}),
    failures: [],
    late: [],
    series: [],
    intervals: [],
    events: [],
    limits: {},
    unsampled: 0,
  };
}

/**
 * Converts the state and the series of a snapshot of the first edition.
 *
 * @returns undefined if they are not what the first edition saved
 */
export function convertFirstEdition(
  state: unknown,
  series: unknown,
): { snapshot: Snapshot; series: SeriesById } | undefined {
  if (!isRecord(state) || !isRecord(state['process'])) {
    return undefined;
  }
  const process = processOf(state['process']);
  const n = integerIn(state['tick'], 0, 1e12);
  const wall = timeOf(state['at']);
  const intervalMs = integerIn(state['intervalMs'], 100, 60_000);
  const { variables } = state;
  if (
    process === undefined ||
    n === undefined ||
    wall === undefined ||
    intervalMs === undefined ||
    !Array.isArray(variables)
  ) {
    return undefined;
  }
  const nodes = new NodesBuilder();
  /** The ids of nodes by the ids of the file. */
  const ids = new Map<number, number>();
  for (const entry of variables.slice(0, MAX_NODES)) {
    const [oldId, path, value] = list(entry);
    const id = isPath(path) ? nodes.add(path, oldValueOf(value)) : undefined;
    if (id !== undefined) {
      ids.set(Number(oldId), id);
    }
  }
  const failures: Failure[] = [];
  for (const entry of list(state['failures']).slice(0, MAX_NODES)) {
    if (isRecord(entry) && isPath(entry['path'])) {
      const id = nodes.idOf(entry['path']) ?? nodes.add(entry['path'], null);
      if (id !== undefined) {
        failures.push({
          id,
          reason: textOf(entry['reason']),
          since: timeOf(entry['at']) ?? wall,
        });
      }
    }
  }
  for (const entry of list(state['metadata']).slice(0, MAX_NODES)) {
    const [path, meta] = list(entry);
    if (isPath(path) && isRecord(meta)) {
      nodes.addMeta(path, metaOf(meta));
    }
  }
  const { at, series: runtime } = isRecord(state['runtime'])
    ? state['runtime']
    : {};
  const times = list(at).slice(-HISTORY_LENGTH).map(timeOf);
  // The first edition had no monotonic clock. Its samples were regular.
  const monos = times.map((_, index) => (n - times.length + 1 + index) * 1000);
  return {
    snapshot: {
      ...emptySnapshot(wall),
      process,
      n,
      mono: n * 1000,
      intervalMs,
      history: state['history'] === true,
      heapLimit: sampleOf(state['heapLimit']),
      cpus: sampleOf(state['cpus']),
      nodes: nodes.build(),
      runtime: runtimeHistory(
        monos,
        times.map((time) => time ?? wall),
        isRecord(runtime) ? runtime : {},
      ),
      failures,
    },
    series: new Map(
      [...seriesOf(series)].flatMap(([oldId, samples]) => {
        const id = ids.get(oldId);
        return id === undefined ? [] : [[id, samples]];
      }),
    ),
  };
}

/** The most series of a file. The server stores no more. */
const MAX_SERIES = 2000;

/** Reads series by the ids of their values. */
export function seriesOf(value: unknown): SeriesById {
  const series = new Map<number, readonly Sample[]>();
  if (isRecord(value)) {
    for (const [id, samples] of Object.entries(value).slice(0, MAX_SERIES)) {
      series.set(
        Number(id),
        list(samples).slice(-HISTORY_LENGTH).map(sampleOf),
      );
    }
  }
  return series;
}

function runtimeHistory(
  mono: readonly number[],
  wall: readonly number[],
  series: JsonRecord,
): RuntimeHistory {
  return {
    mono,
    wall,
    series: Object.fromEntries(
      RUNTIME_SERIES.map((name) => {
        const samples = list(series[name]);
        const missing = mono.length - samples.length;
        return [
          name,
          mono.map((_, index) => sampleOf(samples[index - missing])),
        ];
      }),
    ) as unknown as Record<RuntimeSeries, Sample[]>,
  };
}

function processOf(process: JsonRecord): ProcessIdentity | undefined {
  const pid = integerIn(process['pid'], 0, 2 ** 32);
  const startedAt = timeOf(process['startedAt']);
  return pid === undefined || startedAt === undefined
    ? undefined
    : {
        id: textOf(process['id']),
        app: textOf(process['app']),
        host: textOf(process['host']),
        pid,
        node: textOf(process['node']),
        startedAt,
      };
}

/** The first edition marked a truncated value in another way. */
function oldValueOf(value: unknown): Value {
  if (isRecord(value) && typeof value['truncated'] === 'string') {
    const json = value['truncated'].slice(0, MAX_TEXT);
    const length = integerIn(value['length'], 0, 1e12) ?? 0;
    return { json, length: Math.max(length, json.length) } satisfies JsonText;
  }
  return valueOf(value);
}

function metaOf(meta: JsonRecord): Meta {
  const texts = Object.fromEntries(
    ['type', 'kind', 'unit', 'description', 'source'].flatMap((name) => {
      const text = meta[name];
      return typeof text === 'string' ? [[name, text.slice(0, MAX_TEXT)]] : [];
    }),
  );
  const limits = limitsOf(meta['limits']);
  return { ...texts, ...(limits !== undefined && { limits }) };
}

function limitsOf(value: unknown): VarLimits | undefined {
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

function isPath(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.every((part) => typeof part === 'string')
  );
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

function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME
    ? value
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
}

function sampleOf(value: unknown): Sample {
  const sample = Number(valueOf(value) ?? NaN);
  return Number.isFinite(sample) ? sample : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
