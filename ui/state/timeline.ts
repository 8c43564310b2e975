import { RingBuffer } from './ring-buffer.js';

/** Ticks that are further apart than this many intervals have a gap between. */
const GAP_INTERVALS = 3;

/**
 * The times of the kept ticks. Rates, gaps and axes use the monotonic time. The
 * wall time is for labels, and jumps when somebody sets the clock.
 */
export class Timeline {
  readonly mono = new RingBuffer();
  readonly wall = new RingBuffer();
  /** The first tick after the last gap. */
  resumedTick: number;

  constructor(
    readonly intervalMs: number,
    /** The oldest tick that is kept. */
    public firstTick: number,
    public lastTick: number,
  ) {
    this.resumedTick = firstTick;
  }

  get lastMono(): number {
    return this.mono.get(this.lastTick);
  }

  get lastWall(): number {
    return this.wall.get(this.lastTick);
  }

  /** True if the process took no samples for a while before the tick. */
  hasGapBefore(tick: number): boolean {
    return !(
      tick > this.firstTick &&
      this.mono.get(tick) - this.mono.get(tick - 1) <=
        GAP_INTERVALS * this.intervalMs
    );
  }

  /** The last tick at or before a monotonic time, or the first one. */
  tickAtMono(mono: number): number {
    let low = this.firstTick;
    let high = this.lastTick;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.mono.get(middle) <= mono) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The tick that is nearest to a wall time; the newest one where two are. */
  tickAt(wall: number): number {
    let nearest = this.lastTick;
    for (let tick = this.lastTick - 1; tick >= this.firstTick; tick--) {
      if (
        Math.abs(this.wall.get(tick) - wall) <
        Math.abs(this.wall.get(nearest) - wall)
      ) {
        nearest = tick;
      }
    }
    return nearest;
  }

  toMono(wall: number): number {
    const tick = this.tickAt(wall);
    return this.mono.get(tick) + wall - this.wall.get(tick);
  }

  toWall(mono: number): number {
    const tick = this.tickAtMono(mono);
    return this.wall.get(tick) + mono - this.mono.get(tick);
  }
}
