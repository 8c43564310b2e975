import type { Value } from '../../src/dashboard/protocol/types.js';

const RATE_WINDOW_MS = 10_000;
/** A number of unknown kind is a counter once it has risen this often. */
const COUNTER_INCREASES = 8;

/**
 * Measures how fast a number rises, over the last 5 to 10 seconds. All times are
 * monotonic, so that a change of the clock makes no difference.
 */
export class RateMeter {
  private increases = 0;
  private falls = 0;
  private changedAt = 0;
  /** The rate is measured from this sample. Time 0: there is none. */
  private baseAt = 0;
  private baseValue: number | bigint = 0;
  /** Becomes the base when it is old enough. */
  private nextBaseAt = 0;
  private nextBaseValue: number | bigint = 0;

  /** @param watchedSince a constant has the rate 0 some seconds after this */
  constructor(private watchedSince: number) {}

  /** A counter falls only when it starts again, a gauge falls as it rises. */
  get looksLikeCounter(): boolean {
    return this.increases >= COUNTER_INCREASES * Math.max(1, this.falls);
  }

  /**
   * @param previousMono when the number still had its previous value
   * @param resumedAt the first sample after the last gap
   */
  change(
    previous: Value,
    value: Value,
    mono: number,
    previousMono: number,
    resumedAt: number,
  ): void {
    const rise = difference(value, previous);
    if (rise === undefined) {
      this.setBase(0, 0);
    } else if (rise < 0) {
      // The rate is unknown only across the fall.
      this.falls++;
      this.setBase(mono, value as number);
    } else {
      this.increases++;
      if (
        this.nextBaseAt === 0 ||
        this.baseAt < resumedAt ||
        previousMono - this.changedAt > RATE_WINDOW_MS
      ) {
        this.setBase(previousMono, previous as number);
      } else if (previousMono - this.nextBaseAt >= RATE_WINDOW_MS / 2) {
        this.baseAt = this.nextBaseAt;
        this.baseValue = this.nextBaseValue;
        this.nextBaseAt = previousMono;
        this.nextBaseValue = previous as number;
      }
    }
    this.changedAt = mono;
  }

  backfill(samples: Iterable<readonly [value: number, mono: number]>): void {
    this.increases = 0;
    this.falls = 0;
    this.changedAt = 0;
    this.setBase(0, 0);
    let before: readonly [value: number, mono: number] | undefined;
    for (const sample of samples) {
      if (before === undefined) {
        this.watchedSince = sample[1];
      } else if (before[0] !== sample[0]) {
        this.change(before[0], sample[0], sample[1], before[1], 0);
      }
      before = sample;
    }
  }

  /** The increase per second, or null while it is unknown. */
  rate(value: number | bigint, mono: number, resumedAt: number): number | null {
    if (mono - this.changedAt > RATE_WINDOW_MS || this.nextBaseAt === 0) {
      const since = Math.max(this.watchedSince, resumedAt, this.changedAt);
      return mono - since < RATE_WINDOW_MS / 2 ? null : 0;
    }
    const elapsed = mono - this.baseAt;
    if (elapsed <= 0 || this.baseAt < resumedAt) {
      return null;
    }
    return (difference(value, this.baseValue)! / elapsed) * 1000;
  }

  private setBase(mono: number, value: number | bigint): void {
    this.baseAt = this.nextBaseAt = mono;
    this.baseValue = this.nextBaseValue = value;
  }
}

/** Integers beyond 2^53 lose digits only after the subtraction. */
export function difference(after: Value, before: Value): number | undefined {
  if (typeof after === 'number' && typeof before === 'number') {
    return after - before;
  }
  const [a, b] = [toInteger(after), toInteger(before)];
  return a === undefined || b === undefined ? undefined : Number(a - b);
}

function toInteger(value: Value): bigint | undefined {
  return typeof value === 'bigint'
    ? value
    : typeof value === 'number' && Number.isFinite(value)
      ? BigInt(Math.trunc(value))
      : undefined;
}
