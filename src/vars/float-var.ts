import { goFloat, writeGoFloat } from '../encoding/go-float.js';
import type { VarWriter } from './var-writer.js';
import { Var, WRITE } from './var.js';

/**
 * A 64-bit float: Go's `expvar.Float`.
 *
 * While the value is NaN or infinite the variable has failed, because JSON has
 * no such number (Go's document is not JSON then).
 */
export class FloatVar extends Var {
  static {
    this.mark('float');
  }

  // As in IntVar: a float64 field from the start.
  private current = 0.5;
  /** The value as it was last written. */
  private written = 0.5;
  /** Its text, kept from the second writing on: many values change each time. */
  private text = '';

  constructor() {
    super();
    this.current = 0;
  }

  /** @throws TypeError when `delta` is not a number */
  add(delta: number): void {
    if (typeof delta !== 'number') {
      throw notANumber('add', delta);
    }
    this.current += delta;
  }

  /** @throws TypeError when `value` is not a number */
  set(value: number): void {
    if (typeof value !== 'number') {
      throw notANumber('set', value);
    }
    this.current = value;
  }

  get value(): number {
    return this.current;
  }

  /** The value in Go's format, such as `1e+06`; `null` when not finite. */
  toString(): string {
    return Number.isFinite(this.current) ? goFloat(this.current) : 'null';
  }

  /** The value for `JSON.stringify`, which prints `null` when not finite. */
  override toJSON(): number {
    return this.current;
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== FloatVar.prototype.toString) {
      super[WRITE](writer);
    } else if (!Number.isFinite(this.current)) {
      throw new Error(`JSON cannot hold ${this.current}`);
    } else if (!Object.is(this.current, this.written)) {
      this.written = this.current;
      this.text = '';
      writeGoFloat(writer.out, this.current);
    } else {
      this.text ||= goFloat(this.current);
      writer.out.ascii(this.text);
    }
  }
}

function notANumber(method: 'add' | 'set', value: unknown): TypeError {
  return new TypeError(
    `FloatVar.${method} takes a number; it got a value of type ${typeof value}`,
  );
}
