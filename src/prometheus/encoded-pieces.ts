import type { ByteWriter } from '../encoding/byte-writer.js';

/** Lets the writer read the end of the last piece in 8-byte words. */
const PADDING_BYTES = 8;

const CHUNK_BYTES = 64 * 1024;

/** Pieces of text in UTF-8, encoded once to be written many times. */
export class EncodedPieces {
  /** @param ends the offsets at which the pieces end */
  constructor(
    private readonly bytes: DataView,
    private readonly start: number,
    private readonly ends: readonly number[],
  ) {}

  /** Writes the pieces in the range of indexes. */
  write(out: ByteWriter, from: number, to: number): void {
    out.writeEncoded(this.bytes, this.startOf(from), this.startOf(to));
  }

  private startOf(i: number): number {
    return i === 0 ? this.start : this.ends[i - 1]!;
  }
}

/** Encodes pieces one behind the other, because near memory is read faster. */
export class PieceEncoder {
  private chunk = Buffer.alloc(0);
  private view = new DataView(new ArrayBuffer(0));
  private position = 0;

  encode(pieces: readonly string[]): EncodedPieces {
    const text = pieces.join('');
    const needed = Buffer.byteLength(text) + PADDING_BYTES;
    if (this.position + needed > this.chunk.length) {
      this.chunk = Buffer.alloc(Math.max(CHUNK_BYTES, needed));
      this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset);
      this.position = 0;
    }
    const start = this.position;
    this.chunk.write(text, start);
    let end = start;
    const ends = pieces.map((piece) => (end += Buffer.byteLength(piece)));
    this.position = end;
    return new EncodedPieces(this.view, start, ends);
  }
}
