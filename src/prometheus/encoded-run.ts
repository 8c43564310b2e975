import type { ByteWriter } from '../encoding/byte-writer.js';
import type { NumberRun } from '../metrics/number-run.js';

/** How a format writes the numbers of runs. */
export interface NumberFormat {
  /** A buffer for which a run exchanges its own. */
  spare: ByteWriter;
  write(out: ByteWriter, value: number | bigint): void;
  /**
   * Writes a number in place of another one.
   *
   * @returns false, without a write, if it takes another length, or may do so
   */
  replace(
    bytes: ByteWriter,
    start: number,
    end: number,
    value: number | bigint,
  ): boolean;
}

/**
 * The bytes that a run had in the last scrape. A scrape replaces the numbers that
 * have changed and copies all bytes, which takes a fraction of the time of writing
 * each metric. When a number takes more or fewer bytes, the run is written again.
 */
export class EncodedRun {
  /** The numbers in `bytes`; NaN for one that must be written. */
  private readonly values: Float64Array;
  private readonly ends: Uint32Array;

  /**
   * @param bytes the metrics of the run, one behind the other
   * @param starts the offset of the number of each metric
   * @param length the bytes that each number takes in `bytes`
   * @param metricEnds the offset at which each metric ends
   */
  constructor(
    private bytes: ByteWriter,
    private readonly starts: Uint32Array,
    length: number,
    private readonly metricEnds: Uint32Array,
    private readonly format: NumberFormat,
  ) {
    this.values = new Float64Array(starts.length).fill(NaN);
    this.ends = starts.map((start) => start + length);
  }

  /**
   * Writes the metrics with the numbers that the variables have now. Hot path.
   *
   * @param leftOut the indexes of metrics to leave out
   * @returns the number of metrics written
   */
  write(
    out: ByteWriter,
    run: NumberRun,
    leftOut: ReadonlySet<number> | undefined,
  ): number {
    const { bytes, values, starts, ends, format } = this;
    let absent: Set<number> | undefined = leftOut && new Set(leftOut);
    let needsRewrite = false;
    for (let i = 0; i < values.length; i++) {
      const value = leftOut?.has(i) ? undefined : run.read(i);
      if (typeof value === 'number') {
        if (value !== values[i]) {
          values[i] = value;
          needsRewrite ||= !format.replace(bytes, starts[i]!, ends[i]!, value);
        }
      } else if (value === undefined) {
        absent ??= new Set();
        absent.add(i);
      } else {
        values[i] = NaN;
        needsRewrite = true;
      }
    }
    if (needsRewrite) {
      this.rewrite(run, absent);
    }
    this.copyTo(out, absent);
    return values.length - (absent?.size ?? 0);
  }

  private rewrite(
    run: NumberRun,
    absent: ReadonlySet<number> | undefined,
  ): void {
    const { bytes: old, starts, ends, metricEnds, format } = this;
    const { spare: next } = format;
    next.position = 0;
    let from = 0;
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      next.copyText(old, from, start);
      starts[i] = next.position;
      if (absent?.has(i)) {
        next.copyText(old, start, end);
      } else {
        format.write(next, run.read(i)!);
      }
      ends[i] = next.position;
      metricEnds[i]! += next.position - end;
      from = end;
    }
    next.copyText(old, from, old.position);
    this.bytes = next;
    format.spare = old;
  }

  private copyTo(
    out: ByteWriter,
    absent: ReadonlySet<number> | undefined,
  ): void {
    const { bytes } = this.bytes;
    let start = 0;
    if (absent !== undefined) {
      for (const [i, end] of this.metricEnds.entries()) {
        if (absent.has(i)) {
          out.writeBytes(bytes.subarray(start, this.metricEnds[i - 1] ?? 0));
          start = end;
        }
      }
    }
    out.writeBytes(bytes.subarray(start));
  }
}
