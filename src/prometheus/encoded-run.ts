import { ByteWriter } from '../encoding/byte-writer.js';
import type { MetricFamily } from '../metrics/metric-family.js';
import type { NumberRun } from '../metrics/number-run.js';

/** How a format writes the metrics of runs. */
export interface NumberFormat {
  /** The index of the writer's bytes among those that runs keep. */
  readonly index: number;
  /** A buffer for which a run exchanges its own. */
  spare: ByteWriter;
  /**
   * Writes a metric with any number, or none.
   *
   * @returns the offsets at which the number begins and ends
   */
  writeMetric(
    out: ByteWriter,
    family: MetricFamily,
  ): readonly [start: number, end: number];
  writeNumber(out: ByteWriter, value: number | bigint): void;
  /**
   * Writes a number in place of another one.
   *
   * @returns false, without a write, if it takes another length, or may do so
   */
  replaceNumber(
    bytes: ByteWriter,
    start: number,
    end: number,
    value: number | bigint,
  ): boolean;
}

/**
 * Writes the metrics of a run. Hot path.
 *
 * @param leftOut the indexes of metrics to leave out
 * @returns the number of metrics written
 */
export function writeRun(
  out: ByteWriter,
  run: NumberRun,
  leftOut: ReadonlySet<number> | undefined,
  format: NumberFormat,
): number {
  const encoded = (run.encoded[format.index] ??= new EncodedRun(
    run,
    format,
  )) as EncodedRun;
  return encoded.write(out, leftOut);
}

/**
 * The bytes that a run had in the last scrape. A scrape replaces the numbers that
 * have changed and copies all bytes, which takes a fraction of the time of writing
 * each metric. When a number takes more or fewer bytes, the run is written again.
 */
class EncodedRun {
  /** The metrics, one behind the other. */
  private bytes = new ByteWriter();
  /** The numbers in `bytes`; NaN before the first scrape. */
  private readonly values: Float64Array;
  /** The offsets at which the numbers begin and end. */
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly metricEnds: Uint32Array;

  constructor(
    private readonly run: NumberRun,
    private readonly format: NumberFormat,
  ) {
    const { length } = run;
    this.values = new Float64Array(length).fill(NaN);
    this.starts = new Uint32Array(length);
    this.ends = new Uint32Array(length);
    this.metricEnds = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const [start, end] = format.writeMetric(this.bytes, run.familyOf(i));
      this.starts[i] = start;
      this.ends[i] = end;
      this.metricEnds[i] = this.bytes.position;
    }
  }

  /** Writes the metrics with the numbers that the variables have now. Hot path. */
  write(out: ByteWriter, leftOut: ReadonlySet<number> | undefined): number {
    const { bytes, run, values, starts, ends, format } = this;
    let absent: Set<number> | undefined = leftOut && new Set(leftOut);
    let needsRewrite = false;
    for (let i = 0; i < values.length; i++) {
      const value = leftOut?.has(i) ? undefined : run.read(i);
      if (value === undefined) {
        absent ??= new Set();
        absent.add(i);
      } else if (value !== values[i]) {
        values[i] = Number(value);
        needsRewrite ||= !format.replaceNumber(
          bytes,
          starts[i]!,
          ends[i]!,
          value,
        );
      }
    }
    if (needsRewrite) {
      this.rewrite(absent);
    }
    this.copyTo(out, absent);
    return values.length - (absent?.size ?? 0);
  }

  private rewrite(absent: ReadonlySet<number> | undefined): void {
    const { bytes: old, run, starts, ends, metricEnds, format } = this;
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
        format.writeNumber(next, run.read(i)!);
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
