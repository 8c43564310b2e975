import {
  RUNTIME_SERIES,
  type HistoryAnswer,
  type JsonValue,
  type RuntimeSeries,
  type Sample,
  type State,
  type Variable,
} from '../src/dashboard/protocol.js';
import { pathKey } from './path-key.js';
import { type Ring, RING_TICKS } from './ring.js';
import { Store } from './store.js';
import { Leaf } from './variables.js';

/** A file of everything the page knows. */
interface SnapshotFile {
  readonly format: 'nestjs-expvar snapshot';
  readonly version: 1;
  readonly savedAt: number;
  readonly state: State;
  /** The last ten minutes of numbers, by their ids; not in older files. */
  readonly series?: Series;
}

export type Series = Readonly<Record<string, readonly Sample[]>>;

/** So many numbers are saved with their course, as many as have one. */
const MAX_SERIES = 2000;
const MAX_IDS = 100;

/** Leaves of a document that is not ours may be very many. */
const MAX_LEAVES = 20_000;

/** As it is shown, which is what was when the page was paused. */
export function stateOf(store: Store): State {
  const series: Partial<Record<RuntimeSeries, readonly Sample[]>> = {};
  for (const name of RUNTIME_SERIES) {
    series[name] = samplesOf(store.runtime[name], store);
  }
  return {
    process: store.process,
    tick: store.shownTick,
    at: store.shownAt,
    intervalMs: store.intervalMs,
    history: store.history,
    heapLimit: store.heapLimit,
    cpus: store.cpus,
    runtime: {
      at: samplesOf(store.times, store) as number[],
      series: series as Record<RuntimeSeries, readonly Sample[]>,
    },
    variables: [...store.leaves.values()]
      // Others stand for what has failed.
      .filter(({ id }) => id > 0)
      .map((leaf) => [leaf.id, leaf.path, store.valueOf(leaf)]),
    metas: store.metaEntries(),
    failures: store.failures,
    omitted: store.omitted,
  };
}

function samplesOf(ring: Ring, store: Store): Sample[] {
  const { firstTick, shownTick } = store;
  const first = Math.max(firstTick, shownTick - RING_TICKS + 1);
  return Array.from({ length: shownTick - first + 1 }, (_, index) => {
    const value = ring.get(first + index);
    return Number.isNaN(value) ? null : value;
  });
}

/** What the page has looked at. */
export function seriesOf(store: Store): Series {
  return Object.fromEntries(
    [...store.courses].map(([id, ring]) => [id, samplesOf(ring, store)]),
  );
}

/** What the process has kept, up to the tick that is shown. */
export async function fetchSeries(base: string, store: Store): Promise<Series> {
  const series: Record<string, readonly Sample[]> = {};
  const numbers = [...store.leaves.values()]
    .filter((leaf) => typeof leaf.value === 'number')
    .slice(0, MAX_SERIES);
  const { shownTick } = store;
  for (let from = 0; from < numbers.length; from += MAX_IDS) {
    const ids = numbers.slice(from, from + MAX_IDS);
    const query = ids.map(({ id }) => `id=${id}`).join('&');
    const response = await fetch(`${base}/history?${query}`, {
      cache: 'no-store',
    });
    if (!response.ok) {
      throw new Error(`${response.status} ${response.statusText}`);
    }
    const answer = (await response.json()) as HistoryAnswer;
    for (const [id, samples] of Object.entries(answer.series)) {
      series[id] = upTo(samples, answer.tick, shownTick);
    }
  }
  return series;
}

/** Samples whose last is that of `tick`, as those whose last is of `wanted`. */
function upTo(
  samples: readonly Sample[],
  tick: number,
  wanted: number,
): readonly Sample[] {
  return wanted <= tick
    ? samples.slice(0, Math.max(0, samples.length - (tick - wanted)))
    : [
        ...samples,
        ...Array<null>(Math.min(wanted - tick, RING_TICKS)).fill(null),
      ];
}

export function save(store: Store, series: Series): void {
  const file: SnapshotFile = {
    format: 'nestjs-expvar snapshot',
    version: 1,
    savedAt: Date.now(),
    state: stateOf(store),
    series,
  };
  const blob = new Blob([JSON.stringify(file)], { type: 'application/json' });
  const link = document.createElement('a');
  const { app, pid } = store.process;
  const time = new Date(store.shownAt).toISOString().slice(0, 19);
  link.download = `${app}-${pid}-${time}.json`.replaceAll(
    /[^\p{L}\p{N}_.-]+/gu,
    '-',
  );
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Of a snapshot, or of a document as curl saves it; else undefined.
 *
 * @param savedAt when the file was last written, in milliseconds
 */
export function parseSnapshot(
  text: string,
  fileName: string,
  savedAt: number,
): Store | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return undefined;
    }
    const file = value as unknown as Partial<SnapshotFile>;
    if (file.format !== 'nestjs-expvar snapshot') {
      const document = value as Readonly<Record<string, JsonValue>>;
      return new Store(fromDocument(document, fileName, savedAt));
    }
    const store = new Store(file.state!);
    for (const [id, samples] of Object.entries(file.series ?? {})) {
      store.course(Number(id));
      store.recall(Number(id), samples, store.tick);
    }
    return store;
  } catch {
    // Such as a file that says it is a snapshot, and is none.
    return undefined;
  }
}

function fromDocument(
  document: Readonly<Record<string, JsonValue>>,
  fileName: string,
  at: number,
): State {
  const variables: Variable[] = [];
  const walk = (value: JsonValue, path: readonly string[]): void => {
    if (variables.length >= MAX_LEAVES) {
      return;
    }
    const members =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value as Readonly<Record<string, JsonValue>>)
        : [];
    if (members.length === 0) {
      variables.push([variables.length + 1, path, value]);
    }
    for (const [name, member] of members) {
      walk(member, [...path, name]);
    }
  };
  for (const [name, value] of Object.entries(document)) {
    walk(value, [name]);
  }
  const empty = Object.fromEntries(
    RUNTIME_SERIES.map((name) => [name, [null]]),
  ) as unknown as Record<RuntimeSeries, null[]>;
  return {
    process: {
      id: fileName,
      app: fileName,
      host: '',
      pid: 0,
      node: '',
      startedAt: at,
    },
    tick: 0,
    at,
    intervalMs: 1000,
    history: true,
    heapLimit: null,
    cpus: null,
    runtime: { at: [at], series: empty },
    variables,
    metas: [],
    failures: [],
    omitted: 0,
  };
}

/** What is published by default. */
const BUILTIN: ReadonlySet<string> = new Set(['cmdline', 'memstats', 'node']);

export interface Difference {
  readonly path: readonly string[];
  readonly before: Leaf | undefined;
  readonly after: Leaf | undefined;
  /** Of what was before; infinite for what came, went or is no number. */
  readonly relative: number;
}

/**
 * What differs between two: of the application first, and the greatest relative
 * change first.
 */
export function differences(before: Store, after: Store): Difference[] {
  const found: Difference[] = [];
  const later = new Map(
    [...after.leaves.values()].map((leaf) => [pathKey(leaf.path), leaf]),
  );
  for (const leaf of before.leaves.values()) {
    const other = later.get(leaf.key);
    later.delete(leaf.key);
    if (other === undefined) {
      found.push({
        path: leaf.path,
        before: leaf,
        after: undefined,
        relative: Infinity,
      });
    } else if (JSON.stringify(leaf.value) !== JSON.stringify(other.value)) {
      found.push({
        path: leaf.path,
        before: leaf,
        after: other,
        relative: relativeChange(leaf.value, other.value),
      });
    }
  }
  for (const leaf of later.values()) {
    found.push({
      path: leaf.path,
      before: undefined,
      after: leaf,
      relative: Infinity,
    });
  }
  found.sort(
    (a, b) =>
      Number(isBuiltin(a)) - Number(isBuiltin(b)) ||
      Number(isOfNumbers(b)) - Number(isOfNumbers(a)) ||
      size(b) - size(a),
  );
  return found;
}

/** Of the process, and not of the application. */
export function isBuiltin({ path }: Difference): boolean {
  return BUILTIN.has(path[0]!);
}

/** Not a long list, in which nobody sees what differs. */
function isOfNumbers({ before, after }: Difference): boolean {
  return typeof (after ?? before)?.value !== 'object';
}

/** Infinity less infinity would be no order. */
function size({ relative }: Difference): number {
  return Math.min(Math.abs(relative), 1e300);
}

function relativeChange(before: JsonValue, after: JsonValue): number {
  if (typeof before !== 'number' || typeof after !== 'number') {
    return Infinity;
  }
  return before === 0 ? Infinity : (after - before) / Math.abs(before);
}
