import type { ByteWriter } from '../encoding/byte-writer.js';
import { MAX_DEPTH, TooLongError } from '../encoding/limits.js';
import { SEPARATOR_BYTES, type SortedEntries } from './sorted-entries.js';
import { type Var, WRITE, writeVar } from './var.js';

/** So many variables may be inside the values of one. */
const MAX_IN_VALUES = 16_384;

/** So many of those may be too long. */
const MAX_TOO_LONG = 8;

/** Thrown where there is no room, and passed on to where it was given. */
export class ByteBudgetError extends Error {}

/**
 * What variables write themselves into: the bytes, and the questions that only
 * the maker of the document can answer.
 */
export abstract class VarWriter {
  private inValues = 0;
  private tooLong = 0;
  private readonly levels: (string | undefined)[] = [];
  /** The key of the plain variable being written; `levels` does not have it. */
  private plainKey: string | undefined;

  /**
   * @param limit how far into `out` it may write; what would go further has
   * failed
   * @param around how many levels of a value are around it
   * @param parent what writes that value
   */
  constructor(
    readonly out: ByteWriter,
    private limit: number,
    private readonly around = 0,
    protected readonly parent?: VarWriter,
  ) {}

  /** Counts a variable inside the value of another. @throws when too many */
  countInValue(): void {
    if (this.parent !== undefined) {
      this.parent.countInValue();
    } else if (++this.inValues > MAX_IN_VALUES) {
      throw new ByteBudgetError(
        `it has more than ${MAX_IN_VALUES} variables in its value`,
      );
    }
  }

  /**
   * Counts a variable that failed inside another, after the work that it made.
   *
   * @throws when it is enough for one variable at top level
   */
  countFailure(error: unknown): void {
    if (this.parent !== undefined) {
      this.parent.countFailure(error);
    } else if (
      this.levels.length > 0 &&
      error instanceof TooLongError &&
      ++this.tooLong > MAX_TOO_LONG
    ) {
      throw new ByteBudgetError(
        `it has more than ${MAX_TOO_LONG} variables of more than 1 MiB`,
      );
    }
  }

  /** How deep in maps and values the variable being written is. */
  get depth(): number {
    const ownName = this.levels[0] === undefined ? 0 : 1;
    return this.around + this.path.length - ownName;
  }

  /** How many bytes the variable being written may still take. */
  get remainingBytes(): number {
    return this.limit - this.out.position;
  }

  /** What to throw where {@link VarWriter.remainingBytes} does not suffice. */
  get byteBudgetError(): Error {
    return new ByteBudgetError(
      'it takes more bytes than a variable (1 MiB) or a document (8 MiB) may',
    );
  }

  /**
   * The value that a function variable has in this document.
   *
   * @throws what its function threw, or why there is no value
   */
  abstract evaluate(func: { readonly value: unknown }): unknown;

  /** How many bytes a variable at top level may take. */
  protected abstract byteBudget(key: string): number;

  /** Told that a variable failed, and where: {@link VarWriter.path} and a key. */
  abstract failed(keys: readonly string[], error: unknown): void;

  /** Logs a warning about the variable being written. */
  warn(warning: string): void {
    const { plainKey } = this;
    this.warnAt(plainKey === undefined ? [] : [plainKey], warning);
  }

  /** @param keys lead from the variable being written to the one warned about */
  abstract warnAt(keys: readonly string[], warning: string): void;

  /** Makes the failure of a promise that nobody awaits nobody's failure. */
  abstract ignore(promise: PromiseLike<unknown>): void;

  /** The keys that lead to the variable being written. */
  get path(): string[] {
    return this.levels.filter((key) => key !== undefined);
  }

  /**
   * Writes variables with their keys. One that fails is `null` at top level
   * and left out, key and all, inside a map.
   *
   * Hot path: written for the machine.
   */
  writeMembers(sequence: SortedEntries, from: number, to: number): void {
    const { out, limit } = this;
    const { values, isPlain, encodedKeys, ends } = sequence;
    let start = sequence.start(from) + (from === 0 ? SEPARATOR_BYTES : 0);
    for (let i = from; i < to; i++) {
      const before = out.position;
      const end = ends[i]!;
      out.writeEncoded(encodedKeys, start, end);
      const value = values[i]!;
      try {
        if (isPlain === undefined || isPlain[i]) {
          this.plainKey = sequence.keys[i];
          value[WRITE](this);
          if (out.position > limit) {
            throw this.byteBudgetError;
          }
        } else if (value === null) {
          out.writeAscii('null');
        } else {
          this.nest(sequence.keys[i], value);
        }
        start = end;
      } catch (error) {
        if (this.levels.length > 0 && error instanceof ByteBudgetError) {
          throw error;
        }
        this.failed([sequence.keys[i]!], error);
        this.countFailure(error);
        if (this.levels.length === 0) {
          out.position = before + end - start;
          out.writeAscii('null');
          start = end;
        } else {
          out.position = before;
          // The next has no separator either, if this was to be the first.
          start += end - sequence.start(i);
        }
      }
    }
  }

  /**
   * Writes a variable inside another.
   *
   * @param key undefined where one variable merely stands for another
   */
  nest(key: string | undefined, variable: Var): void {
    if (this.around + this.levels.length >= MAX_DEPTH) {
      throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
    }
    const { limit } = this;
    this.plainKey = undefined;
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
      writeVar(this, variable);
      if (this.remainingBytes < 0) {
        throw this.byteBudgetError;
      }
    } finally {
      this.levels.pop();
      this.limit = limit;
    }
  }
}
