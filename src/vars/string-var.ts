import { goQuote } from '../encoding/go-string.js';
import type { VarWriter } from './var-writer.js';
import { Var, WRITE } from './var.js';

/** A string: Go's `expvar.String`. */
export class StringVar extends Var {
  static {
    this.mark('string');
  }

  private current = '';

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
    if (this.toString === StringVar.prototype.toString) {
      writer.out.text(goQuote(this.current));
    } else {
      super[WRITE](writer);
    }
  }
}
