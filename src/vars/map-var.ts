import { MAX_VALUE_BYTES } from '../encoding/limits.js';
import { FloatVar } from './float-var.js';
import { IntVar } from './int-var.js';
import { SortedIndex } from './sorted-index.js';
import { StandaloneWriter } from './standalone-writer.js';
import type { VarEvaluator } from './var-evaluator.js';
import { ENTRIES, type SortedEntries } from './sorted-entries.js';
import type { VarWriter } from './var-writer.js';
import {
  addTo,
  EVALUATE,
  evaluateVar,
  isPlainVar,
  isVar,
  Var,
  WRITE,
} from './var.js';

/** So short is the shortest member, `"": 0`, with a comma and a space. */
const MIN_MEMBER_BYTES = 7;

/** A key and its variable, as `do` gives them: Go's `expvar.KeyValue`. */
export interface KeyValue {
  readonly key: string;
  readonly value: Var | null;
}

/**
 * Variables by key: Go's `expvar.Map`. Keys are any strings; the document has
 * them sorted bytewise. Maps may nest.
 *
 * A key whose variable fails is left out of the document.
 *
 * @example
 * const requests = new MapVar();
 * requests.add('GET');
 * requests.addFloat('seconds', 0.25);
 */
export class MapVar extends Var {
  static {
    this.mark('map');
  }

  private readonly variables = new Map<string, Var | null>();
  private readonly sorted = new SortedIndex(', ');
  /** Spares the walk for functions, which would be half of a scrape's work. */
  private mayHoldFunctions = false;
  private isBeingWalked = false;
  /** Of all keys together. */
  private keyLength = 0;

  /**
   * Adds `delta`, 1 when left out, to the {@link IntVar} at `key`, which is
   * made when the key is missing. Where the key holds another type nothing
   * happens, as in Go.
   *
   * @throws RangeError and TypeError as {@link IntVar.add}; TypeError when the
   * key is not a string
   */
  add(key: string, delta: number | bigint = 1): void {
    const variable = this.variables.get(key);
    if (variable === undefined) {
      const created = new IntVar();
      created.add(delta);
      this.set(key, created);
    } else if (variable !== null) {
      addTo(variable, 'int', delta);
    }
  }

  /**
   * Adds `delta` to the {@link FloatVar} at `key`; otherwise as
   * {@link MapVar.add}.
   *
   * @throws TypeError when `delta` is not a number or the key not a string
   */
  addFloat(key: string, delta: number): void {
    const variable = this.variables.get(key);
    if (variable === undefined) {
      const created = new FloatVar();
      created.add(delta);
      this.set(key, created);
    } else if (variable !== null) {
      addTo(variable, 'float', delta);
    }
  }

  /** The variable at `key`; undefined when the key is missing. */
  get(key: string): Var | null | undefined {
    return this.variables.get(key);
  }

  /**
   * Puts a variable at `key`, in place of one that is there. `null` keeps the
   * key and prints `null`, as Go's nil.
   *
   * @throws TypeError when `variable` is neither a variable nor null, or the
   * key is not a string
   */
  set(key: string, variable: Var | null): void {
    if (variable !== null && !isVar(variable)) {
      throw new TypeError(
        `MapVar.set(${JSON.stringify(key)}, …) takes a variable; wrap a value in new FuncVar(() => value)`,
      );
    }
    if (typeof key !== 'string') {
      throw new TypeError(
        `a MapVar's keys are strings; it got a value of type ${typeof key}`,
      );
    }
    if (!this.variables.has(key)) {
      this.keyLength += key.length;
    }
    this.variables.set(key, variable);
    this.sorted.keyChanged(key);
    this.mayHoldFunctions ||= !isPlainVar(variable);
  }

  /** Removes a key; nothing happens when it is missing. */
  delete(key: string): void {
    if (this.variables.delete(key)) {
      this.keyLength -= key.length;
      this.sorted.keyChanged(key);
    }
  }

  /** Removes all keys and returns the map. */
  init(): this {
    this.variables.clear();
    this.keyLength = 0;
    this.sorted.allChanged();
    this.mayHoldFunctions = false;
    return this;
  }

  /**
   * Calls `fn` for each key, in order. It walks a snapshot, so `fn` may change
   * the map (in Go that is a deadlock).
   */
  do(fn: (entry: KeyValue) => void): void {
    for (const [key, value] of this) {
      fn({ key, value });
    }
  }

  /** The keys and variables in order, of a snapshot. */
  *[Symbol.iterator](): IterableIterator<[string, Var | null]> {
    const { keys, values } = this[ENTRIES]();
    for (const [i, key] of keys.entries()) {
      yield [key, values[i]!];
    }
  }

  /** How many keys there are. */
  get size(): number {
    return this.variables.size;
  }

  toString(): string {
    return StandaloneWriter.textOf(this);
  }

  override toJSON(): Record<string, unknown> {
    return Object.fromEntries(
      [...this].map(([key, value]) => [key, value?.toJSON() ?? null]),
    );
  }

  /** @internal */
  override [EVALUATE](evaluator: VarEvaluator): void {
    // What fails by itself says so when it is written.
    if (
      !this.mayHoldFunctions ||
      this.minBytes > MAX_VALUE_BYTES ||
      !evaluator.isNew(this)
    ) {
      return;
    }
    for (const variable of this[ENTRIES]().needsEvaluation) {
      evaluateVar(evaluator, variable);
    }
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== MapVar.prototype.toString) {
      super[WRITE](writer);
      return;
    }
    if (this.isBeingWalked) {
      throw new Error('the map contains itself');
    }
    // Before the work of sorting the keys is done.
    if (this.minBytes > writer.remainingBytes + MIN_MEMBER_BYTES) {
      throw writer.byteBudgetError;
    }
    const sequence = this[ENTRIES]();
    this.isBeingWalked = true;
    try {
      writer.out.writeAscii('{');
      writer.writeMembers(sequence, 0, sequence.length);
      writer.out.writeAscii('}');
    } finally {
      this.isBeingWalked = false;
    }
  }

  private get minBytes(): number {
    return this.size * MIN_MEMBER_BYTES + this.keyLength;
  }

  /** @internal The same one until keys change. */
  [ENTRIES](): SortedEntries {
    return this.sorted.entries(this.variables);
  }
}
