import { compareKeys, orderOf } from '../encoding/key-order.js';
import { sortInSteps } from './sort-in-steps.js';
import { SortedEntriesBuilder } from './sorted-entries-builder.js';
import { type Separator, SortedEntries } from './sorted-entries.js';
import type { Var } from './var.js';

type Variables = ReadonlyMap<string, Var | null>;

/** So many variables are dealt with between two chances of a turn. */
const STEP = 1024;
/** Changes up to this many are told apart even among fewer variables. */
const MIN_CHANGES = 16;

/**
 * The order of the variables in a map or in the registry: found when a document
 * needs it and kept until keys change, and then only the changes are sorted in.
 */
export class SortedIndex {
  /** As of the last update; use {@link SortedIndex.entries} for the present one. */
  latest = SortedEntries.EMPTY;
  /** The keys that have changed since; all have at first. */
  private changed: Set<string> | 'all' | undefined = 'all';
  private update: Generator<undefined> | undefined;

  constructor(private readonly separator: Separator) {}

  /** Told that a key came or went or has another variable. */
  keyChanged(key: string): void {
    if (this.changed === 'all') {
      return;
    }
    this.changed ??= new Set();
    this.changed.add(key);
    // Keys that come and go while nobody looks must not pile up.
    if (this.changed.size > Math.max(MIN_CHANGES, this.latest.length)) {
      this.changed = 'all';
    }
  }

  /** Told that any key may have changed. */
  allChanged(): void {
    this.changed = 'all';
  }

  /** The variables in order, as they are now. */
  entries(variables: Variables): SortedEntries {
    if (this.changed !== undefined || this.update !== undefined) {
      const catchingUp = this.updateInSteps(variables);
      while (!catchingUp.next().done);
    }
    return this.latest;
  }

  /**
   * Brings {@link SortedIndex.latest} up to what the variables are at the call,
   * in short steps. Several callers may take turns.
   */
  *updateInSteps(variables: Variables): Generator<undefined> {
    // One that is under way may have begun too early to see all changes.
    yield* this.finishUpdate();
    if (this.changed !== undefined) {
      this.update = this.updating(variables, this.changed);
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

  /** @returns whether the update is done */
  private advance(update: Generator<undefined>): boolean {
    try {
      return update.next().done === true;
    } catch (error) {
      // Whatever it had of changes would be lost with it.
      this.update = undefined;
      this.changed = 'all';
      throw error;
    }
  }

  private *updating(
    variables: Variables,
    changed: ReadonlySet<string> | 'all',
  ): Generator<undefined> {
    const old = changed === 'all' ? SortedEntries.EMPTY : this.latest;
    const keys = [...(changed === 'all' ? variables.keys() : changed)];
    const sorted = yield* sortInSteps(keys, orderOf(keys));
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

/** The variables whose keys are included; in steps. */
export function* filtered(
  sequence: SortedEntries,
  separator: Separator,
  includes: (key: string) => boolean,
): Generator<undefined, SortedEntries> {
  const builder = new SortedEntriesBuilder(separator);
  for (let from = 0; from < sequence.length;) {
    // Neighbours go together, which takes a third of the time.
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

/** Where a key is, or belongs, in sorted keys from an index on. */
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
