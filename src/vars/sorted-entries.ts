import type { Var } from './var.js';

/** What stands between two variables: at top level, and in a map. */
export type Separator = ',\n' | ', ';
export const SEPARATOR_BYTES = 2;

/** @internal Gives the {@link SortedEntries} of a map, or of the registry. */
export const ENTRIES = Symbol.for('nestjs-expvar:sequence');

const NONE: readonly Var[] = [];

/**
 * Variables with their keys as a document has them: in its order, and the keys
 * encoded. It never changes, so it may be walked while variables come and go.
 */
export class SortedEntries {
  static readonly EMPTY = new SortedEntries([], [], [], [], new Uint8Array());

  /** The variables that may hold functions, to be evaluated beforehand. */
  readonly needsEvaluation: readonly Var[];
  /** Each key in its quotes, with the separator before and the colon behind. */
  readonly encodedKeys: DataView;

  /**
   * @param isPlain which of the values hold no user code and no other variable;
   * undefined where all are so
   * @param ends where each key's bytes end in `heads`
   * @param heads has padding behind it, for readers of whole words
   */
  constructor(
    readonly keys: readonly string[],
    readonly values: readonly (Var | null)[],
    readonly isPlain: readonly boolean[] | undefined,
    readonly ends: readonly number[],
    heads: Uint8Array,
  ) {
    this.encodedKeys = new DataView(
      heads.buffer,
      heads.byteOffset,
      heads.byteLength,
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

  /** Where the bytes of a key begin, with the separator before it. */
  start(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]!;
  }
}
