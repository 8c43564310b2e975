import { describeValue } from '../support/describe-value.js';
import { INSPECTED, Var, type VarOutput, WRITE } from './var.js';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const WORD = 2 ** 32;
const MAX_INT32 = 2 ** 31 - 1;
/** A value is a safe integer when its high word is within ± this. */
const MAX_SAFE_HIGH = 2 ** 21 - 1;
/** V8 collects type feedback for a function only after dozens of calls. */
const WARM_UP_CALLS = 64;

/**
 * A 64-bit signed integer: Go's `expvar.Int`. It is exact over its whole range
 * and wraps around at the ends, as in Go.
 *
 * Hot path: `add` and `set`. The engine keeps 32-bit integers unboxed, so the
 * value is stored in two 32-bit words. Most updates change only the low word.
 *
 * @example
 * const requests = new IntVar();
 * requests.add(1);
 */
export class IntVar extends Var {
  static {
    this.mark('int');
  }

  /** The value is `high * 2^32 + low`, modulo 2^64; both words are signed. */
  private low = 0;
  private high = 0;

  /**
   * @param value the initial value, 0 by default
   * @throws RangeError and TypeError as {@link IntVar.add}
   */
  constructor(value: number | bigint = 0) {
    super();
    if (value !== 0) {
      checkInt64(value, 'new IntVar()');
      this.low = lowWord(value);
      this.high = highWord(value);
    }
  }

  /**
   * Adds `delta`, 1 by default.
   *
   * @throws RangeError when a number is fractional, not finite or beyond 2^53,
   * or a bigint is outside int64; TypeError when `delta` is neither
   */
  add(delta: number | bigint = 1): void {
    // Only an integer that fits in 32 bits equals itself after `| 0`.
    if (typeof delta === 'number' && (delta | 0) === delta) {
      this.addToLow(delta);
    } else {
      checkInt64(delta, 'IntVar.add');
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
      // `| 0` turns -0 into 0: the engine would not keep -0 unboxed.
      this.low = value | 0;
      this.high = 0;
    } else {
      checkInt64(value, 'IntVar.set');
      this.low = lowWord(value);
      this.high = highWord(value);
    }
  }

  /** The value as a number, rounded beyond 2^53; see {@link IntVar.bigint}. */
  get value(): number {
    if (this.high === 0) {
      // The sum below would be a float64, which the engine may box.
      return this.low;
    }
    return this.isSafe ? this.high * WORD + this.low : Number(this.bigint);
  }

  /** The exact value. */
  get bigint(): bigint {
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) + BigInt(this.low));
  }

  /** Returns the digits of the exact value. */
  toString(): string {
    return this.isSafe
      ? String(this.high * WORD + this.low)
      : this.bigint.toString();
  }

  /** @internal */
  override [INSPECTED](): number | bigint {
    return this.isSafe ? this.value : this.bigint;
  }

  /** @internal */
  override [WRITE]({ out }: VarOutput): void {
    if (this.high === 0) {
      // The sum below would be a float64, which the engine may box.
      out.writeInteger(this.low);
    } else if (this.isSafe) {
      out.writeInteger(this.high * WORD + this.low);
    } else {
      out.writeAscii(this.bigint.toString());
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
    // V8 compiles a branch that never ran as an exit from the optimised code.
    // It then cannot optimise the loop around `add`, which takes 50 % longer.
    // These calls show V8 that carries happen.
    const int = new IntVar();
    for (let i = 0; i < WARM_UP_CALLS; i++) {
      int.add(MAX_INT32);
      int.add(MAX_INT32);
      int.add(-MAX_INT32);
      int.add(-MAX_INT32);
    }
  }
}

/** Returns the signed low word of an int64. */
function lowWord(value: number | bigint): number {
  return typeof value === 'number'
    ? value | 0
    : Number(BigInt.asIntN(32, value));
}

/** Returns the high word of an int64: the value less its signed low word. */
function highWord(value: number | bigint): number {
  return typeof value === 'number'
    ? ((value - (value | 0)) / WORD) | 0
    : Number((value - BigInt.asIntN(32, value)) >> 32n) | 0;
}

/** @param method the method that received the value, for the message */
function checkInt64(value: unknown, method: string): void {
  if (typeof value === 'bigint') {
    if (value < MIN_INT64 || value > MAX_INT64) {
      throw new RangeError(
        `${method}: ${value} is outside int64; wrap it with BigInt.asIntN(64, …) if that is meant`,
      );
    }
  } else if (typeof value !== 'number') {
    throw new TypeError(
      `${method} takes a number or a bigint; it got ${describeValue(value)}`,
    );
  } else if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      Number.isInteger(value)
        ? `${method}: ${value} is beyond 2^53, where numbers are not exact; pass a bigint`
        : `${method}: ${value} is not an integer; round it, or use a FloatVar`,
    );
  }
}
