import type { Sample } from './protocol.js';

/** Ten minutes of samples at one per second. */
export const HISTORY_LENGTH = 600;

/** A row grows by this number of series. */
const GROWTH = 64;

/**
 * Stores the last samples of many series by tick.
 *
 * Hot path: it is written each second and rarely read. Each tick has a row, so
 * that writes go to contiguous memory.
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

  /**
   * Returns the row of a tick for the caller to fill. NaN is a missing sample.
   */
  row(tick: number): Float64Array {
    const i = tick % HISTORY_LENGTH;
    let row = this.rows[i];
    if (row === undefined || row.length < this.size) {
      row = new Float64Array(Math.ceil(this.size / GROWTH) * GROWTH);
      this.rows[i] = row;
    }
    return row.fill(NaN);
  }

  /**
   * Returns the last `count` samples of a series up to a tick, the newest last.
   */
  last(series: number, count: number, tick: number): Sample[] {
    return Array.from({ length: count }, (_, i) => {
      const value =
        this.rows[(tick - count + 1 + i) % HISTORY_LENGTH]?.[series];
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  }
}
