import { HISTORY_LENGTH, type Sample } from './protocol/types.js';

/** One row more, for the tick that is being sampled. */
const ROWS = HISTORY_LENGTH + 1;

/** A row grows by this number of series. */
const GROWTH = 64;

/**
 * Stores the last samples of many series by tick. NaN is a missing sample.
 *
 * Hot path: it is written each second and rarely read. Each tick has a row, so
 * that writes go to contiguous memory.
 */
export class History {
  private readonly rows: Float64Array[] = [];
  private readonly free: number[] = [];
  private size = 0;
  private index = 0;
  private row: Float64Array = new Float64Array();

  /** Adds a series without samples. @returns its number */
  open(): number {
    const series = this.free.pop() ?? this.size++;
    if (series >= this.row.length) {
      const { row } = this;
      this.addRow();
      this.row.set(row);
    }
    return series;
  }

  /** Removes a series. */
  close(series: number): void {
    for (const row of this.rows) {
      row?.fill(NaN, series, series + 1);
    }
    this.free.push(series);
  }

  /** Starts the samples of a tick. */
  begin(tick: number): void {
    this.index = tick % ROWS;
    const row = this.rows[this.index];
    if (row === undefined || row.length < this.size) {
      this.addRow();
    } else {
      this.row = row.fill(NaN);
    }
  }

  /** Sets the sample of a series at the tick. */
  set(series: number, value: number): void {
    this.row[series] = value;
  }

  /**
   * Returns the last `count` samples of a series up to a tick, the newest last.
   */
  last(series: number, count: number, tick: number): Sample[] {
    return Array.from({ length: count }, (_, i) => {
      const value = this.rows[(tick - count + 1 + i) % ROWS]?.[series];
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  }

  private addRow(): void {
    const length = Math.ceil(Math.max(this.size, 1) / GROWTH) * GROWTH;
    this.row = new Float64Array(length).fill(NaN);
    this.rows[this.index] = this.row;
  }
}
