import { compareKeys, comparisonFor } from '../encoding/key-order.js';
import { sortInSteps } from './sort-in-steps.js';
import { SortedEntriesBuilder } from './sorted-entries-builder.js';
import { type Separator, SortedEntries } from './sorted-entries.js';
import type { Var } from './var.js';

type Variables = ReadonlyMap<string, Var | null>;

/** Entries processed between two yields to the event loop. */
const STEP = 1024;
/** The least number of changes that are tracked one by one. */
const MIN_CHANGES = 16;

/**
 * Keeps the variables of a map or of the registry in the order of the document.
 * It sorts when a document needs the order, and afterwards merges only the keys
 * that have changed.
 */
export class SortedIndex {
  /** The entries as of the last update; see {@link SortedIndex.entries}. */
  latest = SortedEntries.EMPTY;
  /** Differs whenever a key was added or removed, or its variable replaced. */
  version = 0;
  /** The keys that have changed since the last update. */
  private changed: Set<string> | 'all' | undefined = 'all';
  private update: Generator<undefined> | undefined;

  constructor(private readonly separator: Separator) {}

  /**
   * Must be called when a key is added or removed, or its variable is replaced.
   */
  keyChanged(key: string): void {
    this.version++;
    if (this.changed === 'all') {
      return;
    }
    this.changed ??= new Set();
    this.changed.add(key);
    // Limits the memory for keys that come and go between two documents.
    if (this.changed.size > Math.max(MIN_CHANGES, this.latest.length)) {
      this.changed = 'all';
    }
  }

  /** Must be called when any number of keys may have changed. */
  allChanged(): void {
    this.version++;
    this.changed = 'all';
  }

  /** The current variables in order. */
  entries(variables: Variables): SortedEntries {
    if (this.changed !== undefined || this.update !== undefined) {
      const steps = this.updateInSteps(variables);
      while (!steps.next().done);
    }
    return this.latest;
  }

  /**
   * Updates {@link SortedIndex.latest} to the variables at the time of the
   * call, in short steps. Several callers may interleave their steps.
   */
  *updateInSteps(variables: Variables): Generator<undefined> {
    // An update that is running may have started before the last changes.
    yield* this.finishUpdate();
    if (this.changed !== undefined) {
      this.update = this.sortChanges(variables, this.changed);
      this.changed = undefined;
      yield* this.finishUpdate();
    }
  }

  private *finishUpdate(): Generator<undefined> {
    while (this.update !== undefined) {
      if (this.advance(this.update)) {
        this.update = undefined;
      } else {
        yield;
      }
    }
  }

  /** Runs one step. @returns whether the update is complete */
  private advance(update: Generator<undefined>): boolean {
    try {
      return update.next().done === true;
    } catch (error) {
      // The failed update has consumed the changes, so the next sorts all keys.
      this.update = undefined;
      this.changed = 'all';
      throw error;
    }
  }

  private *sortChanges(
    variables: Variables,
    changed: ReadonlySet<string> | 'all',
  ): Generator<undefined> {
    const old = changed === 'all' ? SortedEntries.EMPTY : this.latest;
    const keys = [...(changed === 'all' ? variables.keys() : changed)];
    const sorted = yield* sortInSteps(keys, comparisonFor(keys));
    const builder = new SortedEntriesBuilder(this.separator);
    let from = 0;
    let count = 0;
    for (const key of sorted) {
      const at = lowerBound(old.keys, key, from);
      yield* append(builder, old, from, at);
      from = old.keys[at] === key ? at + 1 : at;
      const variable = variables.get(key);
      if (variable !== undefined) {
        builder.append(key, variable);
      }
      if (++count % STEP === 0) {
        yield;
      }
    }
    yield* append(builder, old, from, old.length);
    this.latest = builder.build();
  }
}

function* append(
  builder: SortedEntriesBuilder,
  sequence: SortedEntries,
  from: number,
  to: number,
): Generator<undefined> {
  for (let start = from; start < to; start += STEP) {
    const end = Math.min(start + STEP, to);
    builder.appendFrom(sequence, start, end);
    if (end < to) {
      yield;
    }
  }
}

/** Selects the variables whose keys are included; in steps. */
export function* selectEntries(
  sequence: SortedEntries,
  separator: Separator,
  includes: (key: string) => boolean,
): Generator<undefined, SortedEntries> {
  const builder = new SortedEntriesBuilder(separator);
  for (let from = 0; from < sequence.length;) {
    // Neighbours are copied together, which takes a third of the time.
    const isIncluded = includes(sequence.keys[from]!);
    const end = Math.min(from + STEP, sequence.length);
    let to = from + 1;
    while (to < end && includes(sequence.keys[to]!) === isIncluded) {
      to++;
    }
    if (isIncluded) {
      builder.appendFrom(sequence, from, to);
    }
    from = to;
    yield;
  }
  return builder.build();
}

/** The index from `from` on where sorted keys have, or would have, a key. */
function lowerBound(
  keys: readonly string[],
  key: string,
  from: number,
): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
