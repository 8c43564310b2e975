import { goFloat, writeGoFloat } from '../encoding/go-float.js';
import type { VarWriter } from './var-writer.js';
import { ADD, Var, WRITE } from './var.js';

/** A value as it was last written, and from the second time on its text. */
interface Written {
  value: number;
  text: string;
}

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

  // A fractional first value makes the engine reserve a float64 field.
  private current = 0.5;
  private written: Written | undefined;

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
  override [ADD](type: 'int' | 'float', delta: number): void {
    if (type === 'float') {
      this.add(delta);
    }
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    const value = this.current;
    if (this.toString !== FloatVar.prototype.toString) {
      super[WRITE](writer);
    } else if (!Number.isFinite(value)) {
      throw new Error(`JSON cannot hold ${value}`);
    } else if (this.written === undefined) {
      this.written = { value, text: '' };
      writeGoFloat(writer.out, value);
    } else if (!Object.is(this.written.value, value)) {
      this.written.value = value;
      this.written.text = '';
      writeGoFloat(writer.out, value);
    } else {
      this.written.text ||= goFloat(value);
      writer.out.writeAscii(this.written.text);
    }
  }
}

function notANumber(method: 'add' | 'set', value: unknown): TypeError {
  return new TypeError(
    `FloatVar.${method} takes a number; it got a value of type ${typeof value}`,
  );
}
