import type { Sample } from './protocol.js';

/** Ten minutes, at a sample each second. */
export const HISTORY_LENGTH = 600;

/** The number of series by which a row grows. */
const GROWTH = 64;

/**
 * The last samples of many series, by the number of their tick.
 *
 * Hot path: it is written each second and rarely read. It stores a row per tick,
 * because a row is written to contiguous memory.
 */
export class History {
  private readonly rows: Float64Array[] = [];
  private readonly free: number[] = [];
  private size = 0;

  /** Adds a series without samples. @returns its index */
  open(): number {
    return this.free.pop() ?? this.size++;
  }

  /** Removes a series. */
  close(series: number): void {
    for (const row of this.rows) {
      row?.fill(NaN, series, series + 1);
    }
    this.free.push(series);
  }

  /** The row of a tick, to be filled; NaN stands for a missing sample. */
  row(tick: number): Float64Array {
    const i = tick % HISTORY_LENGTH;
    let row = this.rows[i];
    if (row === undefined || row.length < this.size) {
      row = new Float64Array(Math.ceil(this.size / GROWTH) * GROWTH);
      this.rows[i] = row;
    }
    return row.fill(NaN);
  }

  /** The last `count` samples of a series up to a tick, the newest last. */
  last(series: number, count: number, tick: number): Sample[] {
    return Array.from({ length: count }, (_, i) => {
      const value =
        this.rows[(tick - count + 1 + i) % HISTORY_LENGTH]?.[series];
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  }
}
