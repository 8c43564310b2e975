import {
  goQuote,
  quotedBytes,
  SHORT_LENGTH,
  SPECIAL,
} from '../encoding/go-string.js';
import { MAX_VALUE_BYTES, TooLongError } from '../encoding/limits.js';
import type { VarWriter } from './var-writer.js';
import { Var, WRITE } from './var.js';

const TOO_LONG = `the string is longer than ${MAX_VALUE_BYTES} bytes`;

/** A string: Go's `expvar.String`. */
export class StringVar extends Var {
  static {
    this.mark('string');
  }

  private current = '';
  /** The string that `quoted` is for. */
  private quotedString = '';
  private quoted: Uint8Array | undefined;

  /** @throws TypeError when `value` is not a string */
  set(value: string): void {
    if (typeof value !== 'string') {
      throw new TypeError(
        `StringVar.set takes a string; it got a value of type ${typeof value}`,
      );
    }
    this.current = value;
  }

  /** The string itself, without quotes. */
  get value(): string {
    return this.current;
  }

  /** The string quoted as Go does; lone surrogates become U+FFFD. */
  toString(): string {
    return goQuote(this.current);
  }

  override toJSON(): string {
    return this.current;
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== StringVar.prototype.toString) {
      super[WRITE](writer);
    } else if (
      this.current.length <= SHORT_LENGTH &&
      writer.out.writeQuoted(this.current, SPECIAL)
    ) {
      this.quoted = undefined;
      this.quotedString = '';
    } else {
      writer.out.writeBytes(this.quotedBytes());
    }
  }

  private quotedBytes(): Uint8Array {
    if (this.quoted === undefined || this.quotedString !== this.current) {
      this.quoted = undefined;
      // Before the work of quoting it is done, and after.
      if (quotedBytes(this.current, MAX_VALUE_BYTES) > MAX_VALUE_BYTES) {
        throw new TooLongError(TOO_LONG);
      }
      const quoted = goQuote(this.current);
      if (Buffer.byteLength(quoted) > MAX_VALUE_BYTES) {
        throw new TooLongError(TOO_LONG);
      }
      // Not from Node's pool, of which it would keep a whole slab.
      this.quoted = new TextEncoder().encode(quoted);
      this.quotedString = this.current;
    }
    return this.quoted;
  }
}
