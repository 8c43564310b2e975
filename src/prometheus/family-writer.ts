import type { ByteWriter } from '../encoding/byte-writer.js';
import type { Labels, MetricFamily, Point } from '../metrics/metric-family.js';

/** Writes metric families in one format. */
export interface FamilyWriter {
  /** Begins a family, whose points follow. */
  beginFamily(out: ByteWriter, family: MetricFamily): void;
  writePoint(out: ByteWriter, point: Point): void;
  endFamily?(out: ByteWriter): void;
  endDocument?(out: ByteWriter): void;
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
