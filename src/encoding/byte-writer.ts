import { NEEDS_ESCAPE } from './go-string.js';

const INITIAL_BYTES = 4096;
/** The writer may store an 8-byte word at the end of the text. */
const SLACK_BYTES = 8;
/** The engine writes longer strings faster than this class. */
const MAX_PLAIN_LENGTH = 64;
const DOUBLE_BYTES = 8;
const BILLION = 1e9;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** The two digits of each number from 0 to 99, as a little-endian word. */
const DIGIT_PAIRS = Uint16Array.from(
  { length: 100 },
  (_, n) => (ZERO + Math.floor(n / 10)) | ((ZERO + (n % 10)) << 8),
);

/**
 * A growing buffer into which a document is written from front to back.
 * Documents reuse it.
 *
 * Hot path: only growth and {@link ByteWriter.copy} allocate memory.
 */
export class ByteWriter {
  /** The offset of the next byte. A caller may move it back to undo writes. */
  position = 0;
  private buffer: Buffer;
  private view: DataView;
  private bytesAllocated: number;

  /** @param capacity the bytes that fit before the buffer grows */
  constructor(capacity = INITIAL_BYTES) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
    this.view = viewOf(this.buffer);
    this.bytesAllocated = capacity;
  }

  /**
   * Writes text that is encoded already, such as a key.
   *
   * Copying it in float64 words is several times faster than byte by byte, and
   * faster than memcpy for short text. A float64 keeps its bits unless it is NaN,
   * and no eight bytes of valid UTF-8 are NaN.
   *
   * @param source valid UTF-8, with at least 7 bytes after `end`
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

  /**
   * Writes bytes; {@link ByteWriter.writeEncoded} is faster for few of them.
   */
  writeBytes(source: Uint8Array): void {
    this.reserve(source.length);
    this.buffer.set(source, this.position);
    this.position += source.length;
  }

  /**
   * Writes a few bytes of another writer. They need not be UTF-8, so int32 words
   * are copied: Node 26 changes bits of a float64 that is NaN.
   */
  copyText({ view: source }: ByteWriter, start: number, end: number): void {
    const length = end - start;
    this.reserve(length);
    const { view, position } = this;
    for (let i = 0; i < length; i += 4) {
      view.setInt32(position + i, source.getInt32(start + i, true), true);
    }
    this.position = position + length;
  }

  /** Writes a float64 of 8 bytes, the least significant byte first. */
  writeDouble(value: number): void {
    this.reserve(DOUBLE_BYTES);
    this.view.setFloat64(this.position, value, true);
    this.position += DOUBLE_BYTES;
  }

  /** Writes text that has only ASCII characters, such as digits. */
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
   * Writes a short string in quotes if all its characters are ASCII and need no
   * escape. Writing four characters at once takes two thirds of the time.
   *
   * @returns false, without a write, for any other string
   */
  writePlainString(text: string): boolean {
    const length = text.length;
    if (length > MAX_PLAIN_LENGTH) {
      return false;
    }
    this.reserve(length + 2);
    const { view } = this;
    const start = this.position + 1;
    const multipleOf4 = length & ~3;
    let units = 0;
    let escapes = 0;
    for (let i = 0; i < multipleOf4; i += 4) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      units |= a | b | c | d;
      escapes |=
        NEEDS_ESCAPE[a & 0x7f]! |
        NEEDS_ESCAPE[b & 0x7f]! |
        NEEDS_ESCAPE[c & 0x7f]! |
        NEEDS_ESCAPE[d & 0x7f]!;
      view.setInt32(start + i, a | (b << 8) | (c << 16) | (d << 24), true);
    }
    for (let i = multipleOf4; i < length; i++) {
      const unit = text.charCodeAt(i);
      units |= unit;
      escapes |= NEEDS_ESCAPE[unit & 0x7f]!;
      view.setUint8(start + i, unit);
    }
    if (escapes !== 0 || units > 0x7f) {
      return false;
    }
    view.setUint8(start - 1, QUOTE);
    view.setUint8(start + length, QUOTE);
    this.position = start + length + 1;
    return true;
  }

  /** Writes any text as UTF-8. */
  writeText(text: string): void {
    this.reserve(text.length * 3);
    this.position += this.buffer.write(text, this.position, 'utf8');
  }

  /** Writes a safe integer in decimal; -0 as 0. */
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
    // Below 2^53 the quotient is never rounded up to the next integer.
    const high = Math.floor(n / BILLION);
    this.writeDigits(high, digitCount(high));
    this.writeDigits(n - high * BILLION, 9);
  }

  /**
   * Replaces written bytes by an integer of as many digits.
   *
   * @returns false, without a write, for any other number
   */
  replaceInteger(start: number, end: number, n: number): boolean {
    if ((n | 0) !== n || n < 0 || digitCount(n) !== end - start) {
      return false;
    }
    this.writeDigitsAt(start, n, end - start);
    return true;
  }

  /**
   * Writes a number that is given in exponent form without an exponent:
   * `-1.25e+1` as `-12.5`.
   *
   * @param text a fractional number with an exponent of one digit
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
    let digitsBeforePoint = exponent + 1;
    if (text.charCodeAt(mark + 1) === MINUS) {
      buffer[at++] = ZERO;
      buffer[at++] = POINT;
      for (let i = 1; i < exponent; i++) {
        buffer[at++] = ZERO;
      }
      digitsBeforePoint = -1;
    }
    for (let i = from; i < mark; i++) {
      const code = text.charCodeAt(i);
      if (code !== POINT) {
        if (digitsBeforePoint-- === 0) {
          buffer[at++] = POINT;
        }
        buffer[at++] = code;
      }
    }
    this.position = at;
  }

  /** Returns a copy of the written bytes, which belongs to the caller. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.position);
    this.buffer.copy(copy, 0, 0, this.position);
    return copy;
  }

  /** The written bytes, without a copy. The writer must not be used again. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.position);
  }

  /** Writes the last `count` digits of a number, with leading zeros. */
  private writeDigits(n: number, count: number): void {
    this.writeDigitsAt(this.position, n, count);
    this.position += count;
  }

  private writeDigitsAt(position: number, n: number, count: number): void {
    const { view } = this;
    let at = position + count - 2;
    for (; at >= position; at -= 2) {
      const quotient = (n / 100) | 0;
      view.setUint16(at, DIGIT_PAIRS[n - quotient * 100]!, true);
      n = quotient;
    }
    if (at === position - 1) {
      view.setUint8(position, ZERO + n);
    }
  }

  /** The number of bytes that fit before the buffer grows. */
  get capacity(): number {
    return this.bytesAllocated;
  }

  private reserve(length: number): void {
    if (this.position + length + SLACK_BYTES > this.bytesAllocated) {
      this.grow(this.position + length + SLACK_BYTES);
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
