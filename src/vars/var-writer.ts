import type { ByteWriter } from '../encoding/byte-writer.js';
import { SEPARATOR_BYTES, type VarSequence } from './var-sequence.js';
import { type Var, WRITE, writeVar } from './var.js';

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

  /** Told that a variable failed, and where: {@link VarWriter.path} and a key. */
  abstract failed(key: string, error: unknown): void;

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
  members(sequence: VarSequence, from: number, to: number): void {
    const { out } = this;
    const { values, leaves, heads, ends } = sequence;
    let start = sequence.start(from) + (from === 0 ? SEPARATOR_BYTES : 0);
    for (let i = from; i < to; i++) {
      const before = out.position;
      const end = ends[i]!;
      out.words(heads, start, end);
      const value = values[i]!;
      try {
        if (leaves === undefined || leaves[i]) {
          value[WRITE](this);
        } else if (value === null) {
          out.ascii('null');
        } else {
          this.nest(sequence.keys[i], value);
        }
        start = end;
      } catch (error) {
        this.failed(sequence.keys[i]!, error);
        if (this.levels.length === 0) {
          out.position = before + end - start;
          out.ascii('null');
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
    if (this.levels.length >= MAX_DEPTH) {
      throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
    }
    this.levels.push(key);
    try {
      writeVar(this, variable);
    } finally {
      this.levels.pop();
    }
  }
}
