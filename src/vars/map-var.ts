import { MAX_VALUE_BYTES } from '../encoding/limits.js';
import { describeValue } from '../support/describe-value.js';
import { FloatVar } from './float-var.js';
import { IntVar } from './int-var.js';
import { SortedIndex } from './sorted-index.js';
import { StandaloneWriter } from './standalone-writer.js';
import type { VarEvaluator } from './var-evaluator.js';
import { ENTRIES, type SortedEntries } from './sorted-entries.js';
import type { VarWriter } from './var-writer.js';
import {
  EVALUATE,
  evaluateVar,
  isPlainVar,
  isVar,
  TYPE,
  Var,
  WRITE,
} from './var.js';

/** The bytes of the shortest member, `"": 0`, with a comma and a space. */
const MIN_MEMBER_BYTES = 7;

/** @internal */
export const UNSORTED = Symbol.for('nestjs-expvar:unsorted');

/** @internal */
export const KEYS_VERSION = Symbol.for('nestjs-expvar:keys-version');

/** @internal */
export const IS_TOO_LARGE = Symbol.for('nestjs-expvar:is-too-large');

/** A key and its variable, as `do` passes them: Go's `expvar.KeyValue`. */
export interface KeyValue {
  readonly key: string;
  readonly value: Var | null;
}

/**
 * Variables by key: Go's `expvar.Map`. Keys may be any strings. The document
 * has them sorted bytewise. Maps may nest.
 *
 * The document leaves out a key whose variable fails.
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
  /**
   * False while all variables are plain, which saves half of a scrape's work.
   */
  private mayNeedEvaluation = false;
  private isBeingWritten = false;
  /** The length of all keys together. */
  private keysLength = 0;

  /**
   * Adds `delta`, 1 by default, to the {@link IntVar} at `key`, and creates it
   * when the key is missing. A variable of another type stays as it is, as in
   * Go.
   *
   * @throws RangeError and TypeError as {@link IntVar.add}; TypeError when the
   *   key is not a string
   */
  add(key: string, delta: number | bigint = 1): void {
    const variable = this.variables.get(key);
    if (variable === undefined) {
      const created = new IntVar();
      created.add(delta);
      this.set(key, created);
    } else if (variable?.[TYPE] === 'int') {
      (variable as IntVar).add(delta);
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
    } else if (variable?.[TYPE] === 'float') {
      (variable as FloatVar).add(delta);
    }
  }

  /** The variable at `key`; undefined when the key is missing. */
  get(key: string): Var | null | undefined {
    return this.variables.get(key);
  }

  /**
   * Sets the variable at `key`. `null` keeps the key and prints `null`, as Go's
   * nil does.
   *
   * @throws TypeError when `variable` is neither a variable nor null, or the
   * key is not a string
   */
  set(key: string, variable: Var | null): void {
    if (variable !== null && !isVar(variable)) {
      throw new TypeError(
        `MapVar.set takes a variable; it got ${describeValue(variable)} for key ${describeValue(key)}; wrap a value in new FuncVar(() => value)`,
      );
    }
    if (typeof key !== 'string') {
      throw new TypeError(
        `the key of a MapVar must be a string; it got ${describeValue(key)}`,
      );
    }
    if (!this.variables.has(key)) {
      this.keysLength += key.length;
    }
    this.variables.set(key, variable);
    this.sorted.keyChanged(key);
    this.mayNeedEvaluation ||= !isPlainVar(variable);
  }

  /** Removes a key; nothing happens when it is missing. */
  delete(key: string): void {
    if (this.variables.delete(key)) {
      this.keysLength -= key.length;
      this.sorted.keyChanged(key);
    }
  }

  /** Removes all keys and returns the map. */
  init(): this {
    this.variables.clear();
    this.keysLength = 0;
    this.sorted.allChanged();
    this.mayNeedEvaluation = false;
    return this;
  }

  /**
   * Calls `fn` for each key, in order: Go's `Map.Do`. It iterates over a
   * snapshot, so `fn` may change the map (in Go that is a deadlock).
   */
  do(fn: (entry: KeyValue) => void): void {
    for (const [key, value] of this) {
      fn({ key, value });
    }
  }

  /** The keys and variables in order. It iterates over a snapshot. */
  [Symbol.iterator](): IterableIterator<[string, Var | null]> {
    return this[ENTRIES]()[Symbol.iterator]();
  }

  /** The number of keys. */
  get size(): number {
    return this.variables.size;
  }

  toString(): string {
    return StandaloneWriter.textOf(this);
  }

  /** @internal */
  override [EVALUATE](evaluator: VarEvaluator): void {
    // A map that is too large fails when it is written.
    if (
      !this.mayNeedEvaluation ||
      this[IS_TOO_LARGE] ||
      !evaluator.isFirstVisit(this)
    ) {
      return;
    }
    for (const variable of this[ENTRIES]().needsEvaluation) {
      evaluateVar(evaluator, variable);
    }
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.isBeingWritten) {
      throw new Error('the map contains itself');
    }
    // The check comes before the keys are sorted, which takes longest.
    if (this.minBytes > writer.remainingBytes + MIN_MEMBER_BYTES) {
      throw writer.byteBudgetError;
    }
    const entries = this[ENTRIES]();
    this.isBeingWritten = true;
    try {
      writer.out.writeAscii('{');
      writer.writeMembers(entries, 0, entries.length);
      writer.out.writeAscii('}');
    } finally {
      this.isBeingWritten = false;
    }
  }

  /** @internal The variables in no particular order, without sorting them. */
  get [UNSORTED](): ReadonlyMap<string, Var | null> {
    return this.variables;
  }

  /** @internal Differs whenever a key has another variable than before. */
  get [KEYS_VERSION](): number {
    return this.sorted.version;
  }

  /** @internal True if the keys alone exceed the byte limit of a variable. */
  get [IS_TOO_LARGE](): boolean {
    return this.minBytes > MAX_VALUE_BYTES;
  }

  private get minBytes(): number {
    return this.size * MIN_MEMBER_BYTES + this.keysLength;
  }

  /** @internal The sorted entries; the same object until keys change. */
  [ENTRIES](): SortedEntries {
    return this.sorted.entries(this.variables);
  }
}
