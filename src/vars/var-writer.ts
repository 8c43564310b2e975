import type { ByteWriter } from '../encoding/byte-writer.js';

const MAX_DEPTH = 100;

/**
 * What variables write themselves into: the bytes, and the questions that only
 * the maker of the document can answer.
 */
export abstract class VarWriter {
  private readonly levels: (string | undefined)[] = [];

  constructor(readonly out: ByteWriter) {}

  /**
   * The value that a function variable has in this document.
   *
   * @throws what its function threw, or why there is no value
   */
  abstract evaluate(func: { readonly value: unknown }): unknown;

  /** Told that a variable failed inside a map, so that its key is left out. */
  abstract leftOut(key: string, error: unknown): void;

  /** The keys that lead to the variable being written. */
  get path(): string[] {
    return this.levels.filter((key) => key !== undefined);
  }

  /**
   * Goes one level down, to a variable inside another; every call needs its
   * {@link VarWriter.leave}.
   *
   * @param key undefined where one variable merely stands for another
   */
  enter(key?: string): void {
    if (this.levels.length >= MAX_DEPTH) {
      throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
    }
    this.levels.push(key);
  }

  leave(): void {
    this.levels.pop();
  }
}
