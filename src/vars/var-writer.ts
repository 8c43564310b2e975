import type { ByteWriter } from '../encoding/byte-writer.js';
import { LimitError, MAX_DEPTH, MAX_NESTED_VARS } from '../encoding/limits.js';
import { SEPARATOR_BYTES, type SortedEntries } from './sorted-entries.js';
import { type Var, WRITE, writeVar } from './var.js';

/**
 * The most variables inside a variable that may exceed 1 MiB before it fails as
 * a whole.
 */
const MAX_TOO_LONG = 8;

/** Writes a variable; returns a warning for the log, if there is one. */
export type WriteVar = (writer: VarWriter, variable: Var) => string | void;

/**
 * Writes variables into a buffer. Subclasses decide about the values of
 * functions, the byte limits and the reports of failures.
 */
export abstract class VarWriter {
  private inValues = 0;
  private tooLong = 0;
  private readonly levels: (string | undefined)[] = [];

  /**
   * @param limit the position in `out` at which a variable fails
   * @param outerDepth the number of maps and objects around what is written
   * @param parent the writer of the value around what is written
   */
  constructor(
    readonly out: ByteWriter,
    private limit: number,
    private readonly outerDepth = 0,
    protected readonly parent?: VarWriter,
  ) {}

  /**
   * Counts a variable inside the value of another.
   *
   * @throws LimitError when there are too many
   */
  countInValue(): void {
    if (this.parent !== undefined) {
      this.parent.countInValue();
    } else if (++this.inValues > MAX_NESTED_VARS) {
      throw new LimitError(
        `it has more than ${MAX_NESTED_VARS} variables in its value`,
        true,
      );
    }
  }

  /**
   * Counts a variable inside another that failed after much work.
   *
   * @throws LimitError when one top-level variable has too many of them
   */
  countFailure(error: unknown): void {
    if (this.parent !== undefined) {
      this.parent.countFailure(error);
    } else if (
      this.levels.length > 0 &&
      LimitError.is(error) &&
      ++this.tooLong > MAX_TOO_LONG
    ) {
      throw new LimitError(
        `it has more than ${MAX_TOO_LONG} variables of more than 1 MiB`,
        true,
      );
    }
  }

  /** The number of maps and objects around the variable being written. */
  get depth(): number {
    const topLevelKeys = this.levels[0] === undefined ? 0 : 1;
    return this.outerDepth + this.path.length - topLevelKeys;
  }

  /** The bytes that the variable being written may still take. */
  get remainingBytes(): number {
    return this.limit - this.out.position;
  }

  /**
   * The error to throw when {@link VarWriter.remainingBytes} does not suffice.
   */
  get byteBudgetError(): Error {
    return new LimitError(
      'the variable exceeds 1 MiB, or the document 8 MiB',
      true,
    );
  }

  /**
   * The value of a function variable in this document.
   *
   * @throws what the function threw, or the reason why there is no value
   */
  abstract evaluate(func: { readonly value: unknown }): unknown;

  /** The bytes that a top-level variable may take. */
  protected abstract byteBudget(key: string): number;

  /**
   * Reports a failed variable.
   *
   * @param keys lead to it from {@link VarWriter.path}
   */
  abstract failed(keys: readonly string[], error: unknown): void;

  /**
   * Logs a warning about a variable that has a value.
   *
   * @param keys lead to it from the variable being written
   */
  abstract warn(keys: readonly string[], warning: string): void;

  /** Handles the rejection of a promise that nobody awaits. */
  abstract ignore(promise: PromiseLike<unknown>): void;

  /** The keys that lead to the variable being written. */
  get path(): string[] {
    return this.levels.filter((key) => key !== undefined);
  }

  /**
   * Writes variables with their keys. A variable that fails is `null` at top
   * level, and left out with its key inside a map.
   *
   * Hot path: it runs for every variable of a document.
   */
  writeMembers(entries: SortedEntries, from: number, to: number): void {
    const { out, limit } = this;
    const { values, isPlain, encodedKeys, ends } = entries;
    let start = entries.start(from) + (from === 0 ? SEPARATOR_BYTES : 0);
    for (let i = from; i < to; i++) {
      const before = out.position;
      const end = ends[i]!;
      out.writeEncoded(encodedKeys, start, end);
      const value = values[i]!;
      try {
        if (isPlain === undefined || isPlain[i]) {
          const warning = value[WRITE](this);
          if (warning !== undefined) {
            this.warn([entries.keys[i]!], warning);
          }
          if (out.position > limit) {
            throw this.byteBudgetError;
          }
        } else if (value === null) {
          out.writeAscii('null');
        } else {
          this.nest(entries.keys[i], value);
        }
        start = end;
      } catch (error) {
        if (this.levels.length > 0 && LimitError.isFatal(error)) {
          throw error;
        }
        this.failed([entries.keys[i]!], error);
        this.countFailure(error);
        if (this.levels.length === 0) {
          out.position = before + end - start;
          out.writeAscii('null');
          start = end;
        } else {
          out.position = before;
          // The first member that is written has no separator.
          start += end - entries.start(i);
        }
      }
    }
  }

  /**
   * Writes a variable inside another.
   *
   * @param key undefined for a variable that is the value of another
   */
  nest(
    key: string | undefined,
    variable: Var,
    write: WriteVar = writeVar,
  ): void {
    if (this.outerDepth + this.levels.length >= MAX_DEPTH) {
      throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
    }
    const { limit } = this;
    if (this.levels.length === 0) {
      this.inValues = 0;
      this.tooLong = 0;
      this.limit = this.out.position + this.byteBudget(key ?? '');
    }
    this.levels.push(key);
    try {
      if (this.remainingBytes <= 0) {
        throw this.byteBudgetError;
      }
      const warning = write(this, variable);
      if (warning !== undefined) {
        this.warn([], warning);
      }
      if (this.remainingBytes < 0) {
        throw this.byteBudgetError;
      }
    } finally {
      this.levels.pop();
      this.limit = limit;
    }
  }
}
