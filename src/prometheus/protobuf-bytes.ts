const INITIAL_BYTES = 4096;

/** The longest varint, or a double with its tag. */
const MAX_SCALAR_BYTES = 16;

const WIRE_VARINT = 0;
const WIRE_DOUBLE = 1;
const WIRE_BYTES = 2;

/** A growing buffer of protobuf fields. */
export class ProtobufBytes {
  private buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private length = 0;

  clear(): void {
    this.length = 0;
  }

  /** The bytes, until the next field is written. */
  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** @param value an integer of 0 or more */
  varint(field: number, value: number): void {
    this.tag(field, WIRE_VARINT);
    this.rawVarint(value);
  }

  /** A signed integer of the type sint32 or sint64. */
  signed(field: number, value: number): void {
    this.varint(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.tag(field, WIRE_DOUBLE);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  string(field: number, text: string): void {
    this.tag(field, WIRE_BYTES);
    const bytes = Buffer.byteLength(text);
    this.rawVarint(bytes);
    this.reserve(bytes);
    this.length += this.buffer.write(text, this.length);
  }

  packedSigned(field: number, values: readonly number[]): void {
    this.message(field, () => {
      values.forEach((value) => this.rawVarint(zigzag(value)));
    });
  }

  packedDoubles(field: number, values: readonly number[]): void {
    this.message(field, () => {
      for (const value of values) {
        this.reserve(MAX_SCALAR_BYTES);
        this.length = this.buffer.writeDoubleLE(value, this.length);
      }
    });
  }

  /** A message, or anything else with a length, that `write` writes. */
  message(field: number, write: () => void): void {
    this.tag(field, WIRE_BYTES);
    const start = ++this.length; // One byte for the length, as most need.
    write();
    const length = this.length - start;
    const more = varintBytes(length) - 1;
    this.reserve(more);
    if (more > 0) {
      this.buffer.copyWithin(start + more, start, this.length);
    }
    this.length = start - 1;
    this.rawVarint(length);
    this.length += length;
  }

  /** Fields that are encoded already. */
  encoded(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  rawVarint(value: number): void {
    this.reserve(MAX_SCALAR_BYTES);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  private tag(field: number, wireType: number): void {
    this.reserve(MAX_SCALAR_BYTES);
    this.rawVarint(field * 8 + wireType);
  }

  private reserve(bytes: number): void {
    // Twice the need, because a scalar follows its tag.
    const needed = this.length + bytes + 2 * MAX_SCALAR_BYTES;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(needed, this.buffer.length * 2),
      );
      // All of it, because message() writes the length in front of the content.
      this.buffer.copy(grown);
      this.buffer = grown;
    }
  }
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : value * -2 - 1;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes++;
  }
  return bytes;
}
