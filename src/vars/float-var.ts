import { goFloat, writeGoFloat } from '../encoding/go-float.js';
import { describeValue } from '../support/describe-value.js';
import { INSPECTED, Var, type VarOutput, WRITE } from './var.js';

/** The last value written; its text is cached once the value repeats. */
interface WrittenValue {
  value: number;
  text: string;
}

/**
 * A 64-bit float: Go's `expvar.Float`.
 *
 * The variable fails while its value is NaN or infinite, because JSON has no
 * such numbers. (Go's document is not valid JSON then.)
 *
 * @example
 * const load = new FloatVar(0.5);
 * load.set(0.75);
 */
export class FloatVar extends Var {
  static {
    this.mark('float');
  }

  // A fractional initial value makes the engine reserve a float64 field.
  private current = 0.5;
  private written: WrittenValue | undefined;

  /**
   * @param value the initial value, 0 by default
   * @throws TypeError when `value` is not a number
   */
  constructor(value = 0) {
    super();
    if (typeof value !== 'number') {
      throw notANumber('new FloatVar()', value);
    }
    this.current = value;
  }

  /**
   * Adds `delta`.
   *
   * @throws TypeError when `delta` is not a number
   */
  add(delta: number): void {
    if (typeof delta !== 'number') {
      throw notANumber('FloatVar.add', delta);
    }
    this.current += delta;
  }

  /**
   * Replaces the value.
   *
   * @throws TypeError when `value` is not a number
   */
  set(value: number): void {
    if (typeof value !== 'number') {
      throw notANumber('FloatVar.set', value);
    }
    this.current = value;
  }

  /** The value, which may be NaN or infinite. */
  get value(): number {
    return this.current;
  }

  /**
   * Returns the value in Go's format, such as `1e+06`; `null` when not finite.
   */
  toString(): string {
    return Number.isFinite(this.current) ? goFloat(this.current) : 'null';
  }

  /**
   * Returns the value for `JSON.stringify`, which prints `null` when not
   * finite.
   */
  override toJSON(): number {
    return this.current;
  }

  /** @internal */
  override [INSPECTED](): number {
    return this.current;
  }

  /** @internal */
  override [WRITE]({ out }: VarOutput): void {
    const value = this.current;
    if (!Number.isFinite(value)) {
      throw new Error(`JSON cannot hold ${value}`);
    } else if (this.written === undefined) {
      this.written = { value, text: '' };
      writeGoFloat(out, value);
    } else if (!Object.is(this.written.value, value)) {
      this.written.value = value;
      this.written.text = '';
      writeGoFloat(out, value);
    } else {
      this.written.text ||= goFloat(value);
      out.writeAscii(this.written.text);
    }
  }
}

function notANumber(method: string, value: unknown): TypeError {
  return new TypeError(
    `${method} takes a number; it got ${describeValue(value)}`,
  );
}
