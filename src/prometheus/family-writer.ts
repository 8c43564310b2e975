import type { ByteWriter } from '../encoding/byte-writer.js';
import type { Labels, MetricFamily } from '../metrics/metric-family.js';
import type { NumberFormat } from './encoded-run.js';

/** Writes metric families in one format. */
export interface FamilyWriter {
  readonly numbers: NumberFormat;
  /**
   * Writes a range of a family's points. A family begins with the first range and
   * ends with the last one.
   */
  write(out: ByteWriter, family: MetricFamily, from: number, to: number): void;
  /** Ends the document. */
  end?(out: ByteWriter): void;
}

export interface WriterOptions {
  /** The index of the writer's texts among those that families and points keep. */
  readonly index: number;
  /** The escaped name of a family, without suffixes of its type. */
  readonly nameOf: (family: MetricFamily) => string;
  /** Labels of all points. */
  readonly labels: Labels;
  /** When the process started, in milliseconds of Unix time. */
  readonly startTime: number;
}
