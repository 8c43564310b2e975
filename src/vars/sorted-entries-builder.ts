import { goQuote } from '../encoding/go-string.js';
import { type Separator, SortedEntries } from './sorted-entries.js';
import { isPlainVar, type Var } from './var.js';

/** Keys encoded with one call, which is faster than one at a time. */
const BATCH = 1024;
/** Lets readers read the last key in 8-byte words. */
const PADDING = '\0'.repeat(8);

/** Builds {@link SortedEntries}, front to back. */
export class SortedEntriesBuilder {
  private readonly keys: string[] = [];
  private readonly values: (Var | null)[] = [];
  private readonly plainness: boolean[] = [];
  private readonly ends: number[] = [];
  private readonly chunks: Uint8Array[] = [];
  private end = 0;
  /** Keys that are not encoded yet. */
  private batch: string[] = [];

  constructor(private readonly separator: Separator) {}

  append(key: string, value: Var | null): void {
    const encodedKey = `${this.separator}${goQuote(key)}: `;
    this.push(key, value, isPlainVar(value), Buffer.byteLength(encodedKey));
    this.batch.push(encodedKey);
    if (this.batch.length === BATCH) {
      this.encodeBatch();
    }
  }

  /** Appends a range of entries that have the same separator. */
  appendFrom(entries: SortedEntries, from: number, to: number): void {
    if (from === to) {
      return;
    }
    this.encodeBatch();
    const { buffer, byteOffset } = entries.encodedKeys;
    const start = entries.start(from);
    const length = entries.start(to) - start;
    this.chunks.push(new Uint8Array(buffer, byteOffset + start, length));
    for (let i = from; i < to; i++) {
      this.push(
        entries.keys[i]!,
        entries.values[i]!,
        entries.isPlain?.[i] ?? true,
        entries.ends[i]! - entries.start(i),
      );
    }
  }

  build(): SortedEntries {
    this.batch.push(PADDING);
    this.encodeBatch();
    const { keys, values, plainness, ends, chunks } = this;
    // slice() drops the spare capacity of arrays that have grown.
    return new SortedEntries(
      keys.slice(),
      values.slice(),
      plainness.includes(false) ? plainness.slice() : undefined,
      ends.slice(),
      chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
    );
  }

  private push(
    key: string,
    value: Var | null,
    isPlain: boolean,
    bytes: number,
  ): void {
    this.end += bytes;
    this.keys.push(key);
    this.values.push(value);
    this.plainness.push(isPlain);
    this.ends.push(this.end);
  }

  private encodeBatch(): void {
    if (this.batch.length > 0) {
      this.chunks.push(Buffer.from(this.batch.join('')));
      this.batch = [];
    }
  }
}
