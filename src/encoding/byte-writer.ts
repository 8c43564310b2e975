const INITIAL_BYTES = 4096;
/** So that a whole word may be written where fewer bytes are meant. */
const SLACK = 8;
const BILLION = 1e9;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** The two digits of 0 to 99 as the two bytes of a little-endian word. */
const DIGIT_PAIRS = Uint16Array.from(
  { length: 100 },
  (_, n) => (ZERO + Math.floor(n / 10)) | ((ZERO + (n % 10)) << 8),
);

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
  private view = viewOf(this.buffer);
  private bytesAllocated = INITIAL_BYTES;

  /**
   * Text that was encoded before, such as a key.
   *
   * It goes by the word, as float64, which is several times faster than by the
   * byte and for short text faster than the engine's memcpy. A float64 keeps
   * its bits unless it is NaN, and no eight bytes of valid UTF-8 are one.
   *
   * @param source valid UTF-8, and 7 more bytes of it behind `end`
   */
  writeEncoded(source: DataView, start: number, end: number): void {
    const length = end - start;
    this.reserve(length);
    const { view, position } = this;
    for (let i = 0; i < length; i += 8) {
      view.setFloat64(position + i, source.getFloat64(start + i, true), true);
    }
    this.position = position + length;
  }

  /** Long runs of bytes. */
  writeBytes(source: Uint8Array): void {
    this.reserve(source.length);
    this.buffer.set(source, this.position);
    this.position += source.length;
  }

  /** Text of ASCII characters alone, such as digits. */
  writeAscii(text: string): void {
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

  /**
   * A string in its quotes, if it has plain characters alone. Four at a time,
   * which takes two thirds of the time; made for strings of a line at most.
   *
   * @param special by UTF-16 code unit, non-zero for all but plain ASCII
   * @returns false, and nothing is written, where it has others
   */
  writeQuoted(text: string, special: Uint8Array): boolean {
    const length = text.length;
    this.reserve(length + 2);
    const { view } = this;
    const start = this.position + 1;
    const wholes = length & ~3;
    let found = 0;
    for (let i = 0; i < wholes; i += 4) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      found |= special[a]! | special[b]! | special[c]! | special[d]!;
      view.setInt32(start + i, a | (b << 8) | (c << 16) | (d << 24), true);
    }
    for (let i = wholes; i < length; i++) {
      const code = text.charCodeAt(i);
      found |= special[code]!;
      view.setUint8(start + i, code);
    }
    if (found !== 0) {
      return false;
    }
    view.setUint8(start - 1, QUOTE);
    view.setUint8(start + length, QUOTE);
    this.position = start + length + 1;
    return true;
  }

  /** Any text, as UTF-8. */
  writeText(text: string): void {
    this.reserve(text.length * 3);
    this.position += this.buffer.write(text, this.position, 'utf8');
  }

  /** The digits of a safe integer; of -0 those of 0. */
  writeInteger(n: number): void {
    this.reserve(24);
    if (n < 0) {
      this.buffer[this.position++] = MINUS;
      n = -n;
    }
    if ((n | 0) === n) {
      this.writeDigits(n, digitCount(n));
      return;
    }
    let high = Math.floor(n / BILLION);
    // Near 2^53 the quotient may have been rounded up.
    if (high * BILLION > n) {
      high--;
    }
    this.writeDigits(high, digitCount(high));
    this.writeDigits(n - high * BILLION, 9);
  }

  /**
   * A number in exponent form with the point put back where it belongs:
   * `-1.25e+1` becomes `-12.5`.
   *
   * @param text of a number that is no integer, with an exponent of one digit
   */
  writeDecimal(text: string): void {
    const mark = text.length - 3;
    const exponent = text.charCodeAt(mark + 2) - ZERO;
    this.reserve(text.length + exponent);
    const { buffer } = this;
    let at = this.position;
    let from = 0;
    if (text.charCodeAt(0) === MINUS) {
      buffer[at++] = MINUS;
      from = 1;
    }
    // How many digits have yet to come before the point.
    let left = exponent + 1;
    if (text.charCodeAt(mark + 1) === MINUS) {
      buffer[at++] = ZERO;
      buffer[at++] = POINT;
      for (let i = 1; i < exponent; i++) {
        buffer[at++] = ZERO;
      }
      left = -1;
    }
    for (let i = from; i < mark; i++) {
      const code = text.charCodeAt(i);
      if (code !== POINT) {
        if (left-- === 0) {
          buffer[at++] = POINT;
        }
        buffer[at++] = code;
      }
    }
    this.position = at;
  }

  /** A copy of what has been written; it belongs to the caller. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.position);
    this.buffer.copy(copy, 0, 0, this.position);
    return copy;
  }

  /** The last `count` digits of a small number, with zeros before it. */
  private writeDigits(n: number, count: number): void {
    const { view, position } = this;
    let at = position + count - 2;
    for (; at >= position; at -= 2) {
      const rest = (n / 100) | 0;
      view.setUint16(at, DIGIT_PAIRS[n - rest * 100]!, true);
      n = rest;
    }
    if (at === position - 1) {
      view.setUint8(position, ZERO + n);
    }
    this.position = position + count;
  }

  /** How many bytes it has room for before it grows. */
  get capacity(): number {
    return this.bytesAllocated;
  }

  private reserve(length: number): void {
    if (this.position + length + SLACK > this.bytesAllocated) {
      this.grow(this.position + length + SLACK);
    }
  }

  private grow(needed: number): void {
    const capacity = Math.max(needed, this.bytesAllocated * 2);
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
    this.view = viewOf(grown);
    this.bytesAllocated = capacity;
  }
}

function digitCount(n: number): number {
  if (n < 10) return 1;
  if (n < 100) return 2;
  if (n < 1000) return 3;
  if (n < 10_000) return 4;
  if (n < 100_000) return 5;
  if (n < 1_000_000) return 6;
  if (n < 10_000_000) return 7;
  if (n < 100_000_000) return 8;
  if (n < 1_000_000_000) return 9;
  return 10;
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
