import {
  RUNTIME_SERIES,
  type JsonValue,
  type RuntimeSeries,
  type State,
  type Variable,
} from '../protocol.js';
import { pathKey } from './path-key.js';
import { RING_TICKS } from './ring.js';
import type { Store } from './store.js';
import { Leaf } from './variables.js';

/** A file of everything the page knows. */
interface SnapshotFile {
  readonly format: 'nestjs-expvar snapshot';
  readonly version: 1;
  readonly savedAt: number;
  readonly state: State;
}

/** Leaves of a document that is not ours may be very many. */
const MAX_LEAVES = 20_000;

export function stateOf(store: Store): State {
  const at: number[] = [];
  const series: Partial<Record<RuntimeSeries, (number | null)[]>> = {};
  const first = Math.max(store.firstTick, store.tick - RING_TICKS + 1);
  for (let tick = first; tick <= store.tick; tick++) {
    at.push(store.times.get(tick));
  }
  for (const name of RUNTIME_SERIES) {
    const samples: (number | null)[] = [];
    for (let tick = first; tick <= store.tick; tick++) {
      const value = store.runtime[name].get(tick);
      samples.push(Number.isNaN(value) ? null : value);
    }
    series[name] = samples;
  }
  return {
    process: store.process,
    tick: store.tick,
    at: store.at,
    intervalMs: store.intervalMs,
    history: store.history,
    heapLimit: store.heapLimit,
    cpus: store.cpus,
    runtime: {
      at,
      series: series as Record<RuntimeSeries, (number | null)[]>,
    },
    variables: [...store.leaves.values()].map(({ id, path, value }) => [
      id,
      path,
      value,
    ]),
    metas: store.metaEntries(),
    failures: store.failures,
    omitted: store.omitted,
  };
}

export function save(store: Store): void {
  const file: SnapshotFile = {
    format: 'nestjs-expvar snapshot',
    version: 1,
    savedAt: Date.now(),
    state: stateOf(store),
  };
  const blob = new Blob([JSON.stringify(file)], { type: 'application/json' });
  const link = document.createElement('a');
  const { app, pid } = store.process;
  const time = new Date(store.at).toISOString().slice(0, 19);
  link.download = `${app}-${pid}-${time}.json`.replaceAll(/[^\w.-]+/g, '-');
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Of a snapshot, or of a document as curl saves it; else undefined. */
export function parseSnapshot(
  text: string,
  fileName: string,
): State | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return undefined;
    }
    const file = value as unknown as Partial<SnapshotFile>;
    return file.format === 'nestjs-expvar snapshot'
      ? file.state
      : fromDocument(value as Readonly<Record<string, JsonValue>>, fileName);
  } catch {
    return undefined;
  }
}

function fromDocument(
  document: Readonly<Record<string, JsonValue>>,
  fileName: string,
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
  const at = Date.now();
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

export interface Difference {
  readonly path: readonly string[];
  readonly before: Leaf | undefined;
  readonly after: Leaf | undefined;
  /** Of what was before; infinite for what came, went or is no number. */
  readonly relative: number;
}

/** What differs between two, the greatest relative change first. */
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
  found.sort((a, b) => size(b) - size(a));
  return found;
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
