import { goQuote, minQuotedBytes } from '../encoding/go-string.js';
import { LimitError, MAX_VALUE_BYTES } from '../encoding/limits.js';
import { describeValue } from '../support/describe-value.js';
import { Var, type VarOutput, WRITE } from './var.js';

/**
 * A string: Go's `expvar.String`.
 *
 * @example
 * const version = new StringVar('1.4.2');
 */
export class StringVar extends Var {
  static {
    this.mark('string');
  }

  private current = '';
  /** The last long value that was written, with its encoded form. */
  private encodedValue = '';
  private encoded: Uint8Array | undefined;

  /**
   * @param value the initial value, empty by default
   * @throws TypeError when `value` is not a string
   */
  constructor(value = '') {
    super();
    checkString(value, 'new StringVar()');
    this.current = value;
  }

  /**
   * Replaces the value.
   *
   * @throws TypeError when `value` is not a string
   */
  set(value: string): void {
    checkString(value, 'StringVar.set');
    this.current = value;
  }

  /** The string itself, without quotes. */
  get value(): string {
    return this.current;
  }

  /** The string in quotes, escaped as Go does; lone surrogates become U+FFFD. */
  toString(): string {
    return goQuote(this.current);
  }

  /** The string for `JSON.stringify`. */
  override toJSON(): string {
    return this.current;
  }

  /** @internal */
  override [WRITE](writer: VarOutput): void {
    if (writer.out.writePlainString(this.current)) {
      this.encoded = undefined;
      this.encodedValue = '';
    } else {
      writer.out.writeBytes(this.encode());
    }
  }

  private encode(): Uint8Array {
    const value = this.current;
    if (this.encoded === undefined || this.encodedValue !== value) {
      this.encoded = undefined;
      // The first check is fast, the second exact.
      checkLength(minQuotedBytes(value, MAX_VALUE_BYTES));
      const quoted = goQuote(value);
      checkLength(Buffer.byteLength(quoted));
      // TextEncoder does not use Node's buffer pool, whose slab it would keep.
      this.encoded = new TextEncoder().encode(quoted);
      this.encodedValue = value;
    }
    return this.encoded;
  }
}

function checkString(value: unknown, method: string): void {
  if (typeof value !== 'string') {
    throw new TypeError(
      `${method} takes a string; it got ${describeValue(value)}`,
    );
  }
}

function checkLength(bytes: number): void {
  if (bytes > MAX_VALUE_BYTES) {
    throw new LimitError(`the string is longer than ${MAX_VALUE_BYTES} bytes`);
  }
}
