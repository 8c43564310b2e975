import type { VarWriter } from './var-writer.js';
import { ADD, Var, WRITE } from './var.js';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const WORD = 2 ** 32;
const MAX_INT32 = 2 ** 31 - 1;
/** Up to this high word a value is a safe integer. */
const MAX_SAFE_HIGH = 2 ** 21 - 1;
/** V8 takes note of what a function does only after the first dozens of calls. */
const WARM_UPS = 64;

/**
 * A 64-bit signed integer: Go's `expvar.Int`. Exact over its whole range, and
 * it wraps around at the ends as Go's does.
 *
 * Hot path: `add` and `set` are written for the machine. The value is kept in
 * two 32-bit words, because those are the integers that the engine keeps
 * unboxed, and all but one small update in billions touch only the low one.
 *
 * @example
 * const requests = new IntVar();
 * requests.add(1);
 */
export class IntVar extends Var {
  static {
    this.mark('int');
  }

  /** The value is `high * 2^32 + low`, modulo 2^64; both are signed. */
  private low = 0;
  private high = 0;

  /**
   * Adds `delta`, 1 when left out.
   *
   * @throws RangeError when a number is fractional, not finite or beyond 2^53,
   * or a bigint is outside int64; TypeError when it is neither
   */
  add(delta: number | bigint = 1): void {
    // Only an integer that fits in 32 bits equals itself after `| 0`.
    if (typeof delta === 'number' && (delta | 0) === delta) {
      this.addToLow(delta);
    } else {
      checkInt64(delta, 'add');
      this.addToLow(lowWord(delta));
      this.high = (this.high + highWord(delta)) | 0;
    }
  }

  /**
   * Replaces the value.
   *
   * @throws RangeError and TypeError as {@link IntVar.add}
   */
  set(value: number | bigint): void {
    if (typeof value === 'number' && (value | 0) === value) {
      // `| 0` because the engine would not keep -0 unboxed.
      this.low = value | 0;
      this.high = 0;
    } else {
      checkInt64(value, 'set');
      this.low = lowWord(value);
      this.high = highWord(value);
    }
  }

  /** The value as a number; rounded beyond 2^53, see {@link IntVar.bigint}. */
  get value(): number {
    return this.isSafe ? this.high * WORD + this.low : Number(this.bigint);
  }

  /** The exact value. */
  get bigint(): bigint {
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) + BigInt(this.low));
  }

  toString(): string {
    return this.isSafe
      ? String(this.high * WORD + this.low)
      : this.bigint.toString();
  }

  /**
   * The value for `JSON.stringify`: a number, or beyond 2^53 the exact digits
   * where Node has `JSON.rawJSON` (22 and newer).
   */
  override toJSON(): unknown {
    const { value } = this;
    return Number.isSafeInteger(value) || !('rawJSON' in JSON)
      ? value
      : (JSON.rawJSON as (text: string) => unknown)(this.toString());
  }

  /** @internal */
  override [ADD](type: 'int' | 'float', delta: number | bigint): void {
    if (type === 'int') {
      this.add(delta);
    }
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== IntVar.prototype.toString) {
      super[WRITE](writer);
    } else if (this.high === 0) {
      // Apart, because here nothing becomes a float64, which might be boxed.
      writer.out.writeInteger(this.low);
    } else if (this.isSafe) {
      writer.out.writeInteger(this.high * WORD + this.low);
    } else {
      writer.out.writeAscii(this.bigint.toString());
    }
  }

  private get isSafe(): boolean {
    return this.high >= -MAX_SAFE_HIGH && this.high <= MAX_SAFE_HIGH;
  }

  private addToLow(delta: number): void {
    const low = this.low;
    const sum = (low + delta) | 0;
    this.low = sum;
    if (delta >= 0 ? sum < low : sum > low) {
      this.high = (this.high + (delta >= 0 ? 1 : -1)) | 0;
    }
  }

  static {
    // V8 compiles what never happened as a way out of the optimised code, and
    // then leaves the loop around `add` as it is, which takes half as long
    // again. So it is shown that carries do happen.
    const int = new IntVar();
    for (let i = 0; i < WARM_UPS; i++) {
      int.add(MAX_INT32);
      int.add(MAX_INT32);
      int.add(-MAX_INT32);
      int.add(-MAX_INT32);
    }
  }
}

/** The low word, signed, of an int64. */
function lowWord(value: number | bigint): number {
  return typeof value === 'number'
    ? value | 0
    : Number(BigInt.asIntN(32, value));
}

/** What of an int64 its signed low word leaves to the high one. */
function highWord(value: number | bigint): number {
  return typeof value === 'number'
    ? ((value - (value | 0)) / WORD) | 0
    : Number((value - BigInt.asIntN(32, value)) >> 32n) | 0;
}

function checkInt64(value: unknown, method: 'add' | 'set'): void {
  if (typeof value === 'bigint') {
    if (value < MIN_INT64 || value > MAX_INT64) {
      throw new RangeError(
        `IntVar.${method}: ${value} is outside int64; wrap it with BigInt.asIntN(64, …) if that is meant`,
      );
    }
  } else if (typeof value !== 'number') {
    throw new TypeError(
      `IntVar.${method} takes a number or a bigint; it got a value of type ${typeof value}`,
    );
  } else if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      Number.isInteger(value)
        ? `IntVar.${method}: ${value} is beyond 2^53, where numbers are not exact; pass a bigint`
        : `IntVar.${method}: ${value} is not an integer; use a FloatVar, or round it`,
    );
  }
}
