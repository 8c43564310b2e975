const INITIAL_BYTES = 4096;

/**
 * A growing buffer that a document is written into, front to back. It is
 * reused from one document to the next.
 *
 * Hot path: written for the machine. Nothing here allocates but growth, and
 * {@link ByteWriter.copy}.
 */
export class ByteWriter {
  /** Where the next byte goes; a caller may move it back to undo. */
  position = 0;
  private buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);

  /** Bytes that were encoded before, such as a key. */
  bytes(source: Uint8Array): void {
    const length = source.length;
    this.reserve(length);
    // For short runs a loop beats the call into the engine's memcpy.
    if (length <= 48) {
      const { buffer, position } = this;
      for (let i = 0; i < length; i++) {
        buffer[position + i] = source[i]!;
      }
    } else {
      this.buffer.set(source, this.position);
    }
    this.position += length;
  }

  /** Text of ASCII characters alone, such as digits. */
  ascii(text: string): void {
    const length = text.length;
    this.reserve(length);
    if (length <= 24) {
      const { buffer, position } = this;
      for (let i = 0; i < length; i++) {
        buffer[position + i] = text.charCodeAt(i);
      }
      this.position += length;
    } else {
      this.position += this.buffer.write(text, this.position, 'latin1');
    }
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    this.reserve(text.length * 3);
    this.position += this.buffer.write(text, this.position, 'utf8');
  }

  /** A copy of what has been written; it belongs to the caller. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.position);
    this.buffer.copy(copy, 0, 0, this.position);
    return copy;
  }

  private reserve(length: number): void {
    const needed = this.position + length;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(needed, this.buffer.length * 2),
      );
      this.buffer.copy(grown, 0, 0, this.position);
      this.buffer = grown;
    }
  }
}
