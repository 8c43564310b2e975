import { goQuote } from '../encoding/go-string.js';
import { type Separator, SortedEntries } from './sorted-entries.js';
import { isPlainVar, type Var } from './var.js';

/** So many keys are encoded at once, because one at a time takes longer. */
const BATCH = 1024;
/** For readers of whole words. */
const PADDING = '\0'.repeat(8);

/** Puts a {@link SortedEntries} together, front to back. */
export class SortedEntriesBuilder {
  private readonly keys: string[] = [];
  private readonly values: (Var | null)[] = [];
  private readonly leaves: boolean[] = [];
  private readonly ends: number[] = [];
  private readonly heads: Uint8Array[] = [];
  private end = 0;
  /** The heads that have yet to be encoded. */
  private batch: string[] = [];

  constructor(private readonly separator: Separator) {}

  append(key: string, value: Var | null): void {
    const head = `${this.separator}${goQuote(key)}: `;
    this.push(key, value, isPlainVar(value), Buffer.byteLength(head));
    this.batch.push(head);
    if (this.batch.length === BATCH) {
      this.encodeBatch();
    }
  }

  /** Appends a stretch of a sequence that has the same separator. */
  appendFrom(sequence: SortedEntries, from: number, to: number): void {
    if (from === to) {
      return;
    }
    this.encodeBatch();
    const { buffer, byteOffset } = sequence.encodedKeys;
    const start = sequence.start(from);
    const length = sequence.start(to) - start;
    this.heads.push(new Uint8Array(buffer, byteOffset + start, length));
    for (let i = from; i < to; i++) {
      this.push(
        sequence.keys[i]!,
        sequence.values[i]!,
        sequence.isPlain?.[i] ?? true,
        sequence.ends[i]! - sequence.start(i),
      );
    }
  }

  build(): SortedEntries {
    this.batch.push(PADDING);
    this.encodeBatch();
    const { keys, values, leaves, ends, heads } = this;
    // Copies, because arrays that have grown have room to grow further.
    return new SortedEntries(
      keys.slice(),
      values.slice(),
      leaves.includes(false) ? leaves.slice() : undefined,
      ends.slice(),
      heads.length === 1 ? heads[0]! : Buffer.concat(heads),
    );
  }

  private push(
    key: string,
    value: Var | null,
    isLeaf: boolean,
    bytes: number,
  ): void {
    this.end += bytes;
    this.keys.push(key);
    this.values.push(value);
    this.leaves.push(isLeaf);
    this.ends.push(this.end);
  }

  private encodeBatch(): void {
    if (this.batch.length > 0) {
      this.heads.push(Buffer.from(this.batch.join('')));
      this.batch = [];
    }
  }
}
