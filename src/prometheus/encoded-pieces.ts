import type { ByteWriter } from '../encoding/byte-writer.js';

/** Lets the writer read the end of the last piece in 8-byte words. */
const PADDING = '\0'.repeat(8);

/** Pieces of text in UTF-8, encoded once to be written many times. */
export class EncodedPieces {
  private readonly bytes: DataView;
  private readonly ends: readonly number[];

  constructor(pieces: readonly string[]) {
    const { buffer, byteOffset, byteLength } = Buffer.from(
      pieces.join('') + PADDING,
    );
    this.bytes = new DataView(buffer, byteOffset, byteLength);
    let end = 0;
    this.ends = pieces.map((piece) => (end += Buffer.byteLength(piece)));
  }

  write(out: ByteWriter, i: number): void {
    out.writeEncoded(
      this.bytes,
      i === 0 ? 0 : this.ends[i - 1]!,
      this.ends[i]!,
    );
  }
}
