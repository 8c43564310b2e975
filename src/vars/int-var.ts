import type { VarWriter } from './var-writer.js';
import { Var, WRITE } from './var.js';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
/** The unit of `middle`: far enough below 2^31 that carries are rare. */
const UNIT = 2 ** 30;
// So that the sum of `middle` and `low` is a safe integer.
const MAX_MIDDLE = 2n ** 53n - 2n ** 32n;

/**
 * A 64-bit signed integer: Go's `expvar.Int`. Exact over its whole range, and
 * it wraps around at the ends as Go's does.
 *
 * Hot path: `add` is written for the machine. The value is the sum of three
 * parts, and all but one update in a billion touch only the first. It and the
 * second are small integers, which the engine keeps unboxed.
 *
 * @example
 * const requests = new IntVar();
 * requests.add(1);
 */
export class IntVar extends Var {
  static {
    this.mark('int');
  }

  private low = 0;
  /** In {@link UNIT}s. */
  private middle = 0;
  private high = 0n;

  /**
   * Adds `delta`, 1 when left out.
   *
   * @throws RangeError when a number is fractional, not finite or beyond 2^53,
   * or a bigint is outside int64; TypeError when it is neither
   */
  add(delta: number | bigint = 1): void {
    // Only an integer that fits in 32 bits equals itself after `| 0`.
    if (typeof delta === 'number' && (delta | 0) === delta) {
      const low = this.low;
      const sum = (low + delta) | 0;
      if (delta >= 0 ? sum >= low : sum < low) {
        this.low = sum;
        return;
      }
    }
    this.addSlowly(toInt64(delta, 'add'));
  }

  /**
   * Replaces the value.
   *
   * @throws RangeError and TypeError as {@link IntVar.add}
   */
  set(value: number | bigint): void {
    if (typeof value === 'number' && (value | 0) === value) {
      this.low = value;
      this.middle = 0;
      this.high = 0n;
      return;
    }
    this.carry(toInt64(value, 'set'));
  }

  /** The value as a number; rounded beyond 2^53, see {@link IntVar.bigint}. */
  get value(): number {
    return this.high === 0n
      ? this.middle * UNIT + this.low
      : Number(this.bigint);
  }

  /** The exact value. */
  get bigint(): bigint {
    return BigInt.asIntN(64, this.high + BigInt(this.middle * UNIT + this.low));
  }

  toString(): string {
    // The parts are kept so that without `high` their sum is a safe integer.
    return this.high === 0n
      ? String(this.middle * UNIT + this.low)
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
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== IntVar.prototype.toString) {
      super[WRITE](writer);
    } else if (this.high === 0n) {
      writer.out.integer(this.middle * UNIT + this.low);
    } else {
      writer.out.ascii(this.toString());
    }
  }

  private addSlowly(delta: bigint): void {
    // Beyond int64 for a moment: reading wraps it around.
    this.carry(this.bigint + delta);
  }

  /** Stores an int64, with `low` at least 2^30 away from the next carry. */
  private carry(value: bigint): void {
    if (value >= -MAX_MIDDLE && value <= MAX_MIDDLE) {
      const number = Number(value);
      // `| 0` also because a -0 would not be kept unboxed.
      this.middle = (number / UNIT) | 0;
      this.low = (number - this.middle * UNIT) | 0;
      this.high = 0n;
    } else {
      this.low = 0;
      this.middle = 0;
      this.high = value;
    }
  }
}

function toInt64(value: unknown, method: 'add' | 'set'): bigint {
  if (typeof value === 'bigint') {
    if (value < MIN_INT64 || value > MAX_INT64) {
      throw new RangeError(
        `IntVar.${method}: ${value} is outside int64; wrap it with BigInt.asIntN(64, …) if that is meant`,
      );
    }
    return value;
  }
  if (typeof value !== 'number') {
    throw new TypeError(
      `IntVar.${method} takes a number or a bigint; it got a value of type ${typeof value}`,
    );
  }
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      Number.isInteger(value)
        ? `IntVar.${method}: ${value} is beyond 2^53, where numbers are not exact; pass a bigint`
        : `IntVar.${method}: ${value} is not an integer; use a FloatVar, or round it`,
    );
  }
  return BigInt(value);
}
