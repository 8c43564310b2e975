import type { Var } from './var.js';

/** The text between two variables: at top level, and in a map. */
export type Separator = ',\n' | ', ';
export const SEPARATOR_BYTES = 2;

/** @internal Gives the {@link SortedEntries} of a map. */
export const ENTRIES = Symbol.for('nestjs-expvar:sequence');

const NONE: readonly Var[] = [];

/**
 * Variables in the order of the document, with their keys encoded. It is
 * immutable, so it may be walked while variables come and go.
 */
export class SortedEntries implements Iterable<[string, Var | null]> {
  static readonly EMPTY = new SortedEntries([], [], [], [], new Uint8Array());

  /** The variables that are not plain: they are evaluated before writing. */
  readonly needsEvaluation: readonly Var[];
  /** Each key in quotes, after the separator and before the colon. */
  readonly encodedKeys: DataView;

  /**
   * @param isPlain for each value whether it holds no user code and no other
   * variable; undefined when all are plain
   * @param ends the offset in `encodedKeys` at which each key ends
   * @param encodedKeys is padded at the end, for readers of 8-byte words
   */
  constructor(
    readonly keys: readonly string[],
    readonly values: readonly (Var | null)[],
    readonly isPlain: readonly boolean[] | undefined,
    readonly ends: readonly number[],
    encodedKeys: Uint8Array,
  ) {
    this.encodedKeys = new DataView(
      encodedKeys.buffer,
      encodedKeys.byteOffset,
      encodedKeys.byteLength,
    );
    this.needsEvaluation =
      isPlain === undefined
        ? NONE
        : values.filter(
            (value, i): value is Var => value !== null && !isPlain[i],
          );
  }

  get length(): number {
    return this.keys.length;
  }

  /** The offset at which the separator before a key begins. */
  start(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]!;
  }

  *[Symbol.iterator](): IterableIterator<[string, Var | null]> {
    for (const [i, key] of this.keys.entries()) {
      yield [key, this.values[i]!];
    }
  }
}
