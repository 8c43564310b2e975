import {
  RUNTIME_SERIES,
  type JsonValue,
  type RuntimeSeries,
  type Sample,
  type State,
  type Variable,
} from '../src/dashboard/protocol.js';
import { nestingDepth } from './json-text.js';
import { pathKey } from './path-key.js';
import { HISTORY_TICKS, type RingBuffer } from './ring-buffer.js';
import { fetchHistory, MAX_IDS_PER_REQUEST } from './series-loader.js';
import { isRecord, MAX_VARIABLES, parseState } from './snapshot-state.js';
import { Store } from './store.js';
import { isProcessVariable, ValueNode } from './variable-tree.js';

const FORMAT = 'nestjs-expvar snapshot';
const VERSION = 1;

/** The content of a snapshot file. */
interface SnapshotFile {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly savedAt: number;
  readonly state: State;
  /** The last ten minutes of numbers, by id. Older files do not have it. */
  readonly series?: Series;
}

export type Series = Readonly<Record<string, readonly Sample[]>>;

/** The most series in a snapshot. The server does not store more. */
const MAX_SERIES = 2000;
/** A document has at most 100 levels, and a snapshot some more. */
const MAX_DEPTH = 200;
const MAX_FILE_SIZE = 64 * 1024 * 1024;

/** The state that is shown, which is the past one while the view is paused. */
export function stateOfStore(store: Store): State {
  const series: Partial<Record<RuntimeSeries, readonly Sample[]>> = {};
  for (const name of RUNTIME_SERIES) {
    series[name] = samplesOf(store.runtime[name], store);
  }
  return {
    process: store.process,
    tick: store.shownTick,
    at: store.shownAt,
    intervalMs: store.intervalMs,
    history: store.hasHistory,
    heapLimit: store.heapLimit,
    cpus: store.cpus,
    runtime: {
      at: samplesOf(store.times, store) as number[],
      series: series as Record<RuntimeSeries, readonly Sample[]>,
    },
    variables: [...store.valuesById.values()]
      // Placeholders of failing variables have negative ids.
      .filter(({ id }) => id > 0)
      .map((variable) => [variable.id, variable.path, store.valueOf(variable)]),
    metadata: store.metadataEntries(),
    failures: store.failures,
    omitted: store.omitted,
  };
}

function samplesOf(samples: RingBuffer, store: Store): Sample[] {
  const { firstTick, shownTick } = store;
  const first = Math.max(firstTick, shownTick - HISTORY_TICKS + 1);
  return Array.from({ length: shownTick - first + 1 }, (_, index) => {
    const value = samples.get(first + index);
    return Number.isNaN(value) ? null : value;
  });
}

/** The series that the page has loaded. */
export function loadedSeries(store: Store): Series {
  return Object.fromEntries(
    [...store.series].map(([id, samples]) => [id, samplesOf(samples, store)]),
  );
}

/** Every series that the process has, up to the tick that is shown. */
export async function fetchAllSeries(
  base: string,
  store: Store,
): Promise<Series> {
  const series: Record<string, readonly Sample[]> = {};
  const ids = [...store.valuesById.values()]
    .filter(({ value }) => typeof value === 'number')
    .slice(0, MAX_SERIES)
    .map(({ id }) => id);
  const { shownTick } = store;
  for (let from = 0; from < ids.length; from += MAX_IDS_PER_REQUEST) {
    const history = await fetchHistory(
      base,
      ids.slice(from, from + MAX_IDS_PER_REQUEST),
    );
    for (const [id, samples] of Object.entries(history.series)) {
      series[id] = alignSamples(samples, history.tick, shownTick);
    }
  }
  return series;
}

/** Cuts or pads samples that end at one tick, so that they end at another. */
function alignSamples(
  samples: readonly Sample[],
  lastTick: number,
  wantedTick: number,
): readonly Sample[] {
  return wantedTick <= lastTick
    ? samples.slice(0, Math.max(0, samples.length - (lastTick - wantedTick)))
    : [
        ...samples,
        ...Array<null>(Math.min(wantedTick - lastTick, HISTORY_TICKS)).fill(
          null,
        ),
      ];
}

export function downloadSnapshot(store: Store, series: Series): void {
  const file: SnapshotFile = {
    format: FORMAT,
    version: VERSION,
    savedAt: Date.now(),
    state: stateOfStore(store),
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

export type FileProblem = 'tooLarge' | 'newerVersion' | 'notASnapshot';

/** Opens a snapshot, or a document as curl saves it. */
export async function openSnapshot(file: File): Promise<Store | FileProblem> {
  return file.size > MAX_FILE_SIZE
    ? 'tooLarge'
    : parseSnapshot(await file.text(), file.name, file.lastModified);
}

export function parseSnapshot(
  text: string,
  fileName: string,
  savedAt: number,
): Store | FileProblem {
  if (nestingDepth(text) > MAX_DEPTH) {
    return 'tooLarge';
  }
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return 'notASnapshot';
  }
  if (!isRecord(file)) {
    return 'notASnapshot';
  }
  if (file['format'] !== FORMAT) {
    return new Store(
      stateOfDocument(file as Record<string, JsonValue>, fileName, savedAt),
    );
  }
  if (file['version'] !== VERSION) {
    return typeof file['version'] === 'number'
      ? 'newerVersion'
      : 'notASnapshot';
  }
  const state = parseState(file['state']);
  if (state === undefined) {
    return 'notASnapshot';
  }
  const store = new Store(state);
  addSeries(store, file['series']);
  return store;
}

function addSeries(store: Store, series: unknown): void {
  if (!isRecord(series)) {
    return;
  }
  for (const [id, samples] of Object.entries(series).slice(0, MAX_SERIES)) {
    if (store.valuesById.has(Number(id)) && Array.isArray(samples)) {
      store.addSeries(Number(id));
      store.backfill(
        Number(id),
        samples
          .slice(-HISTORY_TICKS)
          .map((sample: unknown) =>
            typeof sample === 'number' ? sample : null,
          ),
        store.tick,
      );
    }
  }
}

function stateOfDocument(
  document: Readonly<Record<string, JsonValue>>,
  fileName: string,
  at: number,
): State {
  const variables: Variable[] = [];
  let omitted = 0;
  const addMembers = (object: object, path: readonly string[]): void => {
    for (const [name, value] of Object.entries(object) as [
      string,
      JsonValue,
    ][]) {
      const memberPath = [...path, name];
      if (isRecord(value) && Object.keys(value).length > 0) {
        addMembers(value, memberPath);
      } else if (variables.length < MAX_VARIABLES) {
        variables.push([variables.length + 1, memberPath, value]);
      } else {
        omitted++;
      }
    }
  };
  addMembers(document, []);
  const series = Object.fromEntries(
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
    runtime: { at: [at], series },
    variables,
    metadata: [],
    failures: [],
    omitted,
  };
}

export interface Difference {
  readonly path: readonly string[];
  readonly before: ValueNode | undefined;
  readonly after: ValueNode | undefined;
  /**
   * The change relative to the value before; infinite if it cannot be computed.
   */
  readonly relativeChange: number;
}

/**
 * Compares the values of two stores. Those of the application come first, and
 * among them the greatest relative changes.
 */
export function compareStores(before: Store, after: Store): Difference[] {
  const found: Difference[] = [];
  const remaining = new Map(
    [...after.valuesById.values()].map((value) => [pathKey(value.path), value]),
  );
  for (const value of before.valuesById.values()) {
    const other = remaining.get(value.key);
    remaining.delete(value.key);
    if (
      other === undefined ||
      JSON.stringify(value.value) !== JSON.stringify(other.value)
    ) {
      found.push({
        path: value.path,
        before: value,
        after: other,
        relativeChange: relativeChange(value.value, other?.value),
      });
    }
  }
  for (const value of remaining.values()) {
    found.push({
      path: value.path,
      before: undefined,
      after: value,
      relativeChange: Infinity,
    });
  }
  found.sort(
    (a, b) =>
      Number(isProcessVariable(a.path)) - Number(isProcessVariable(b.path)) ||
      Number(isReadable(b)) - Number(isReadable(a)) ||
      changeSize(b) - changeSize(a),
  );
  return found;
}

/**
 * Excludes lists and objects, because a reader cannot find their differences.
 */
function isReadable({ before, after }: Difference): boolean {
  return typeof (after ?? before)?.value !== 'object';
}

/**
 * Returns the size of the relative change. It is finite, because the difference
 * of two infinities is NaN.
 */
function changeSize({ relativeChange }: Difference): number {
  return Math.min(Math.abs(relativeChange), 1e300);
}

function relativeChange(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): number {
  return typeof before !== 'number' || typeof after !== 'number' || before === 0
    ? Infinity
    : (after - before) / Math.abs(before);
}
