import { ByteWriter } from '../encoding/byte-writer.js';
import type {
  MetricFamily,
  MetricType,
  Point,
} from '../metrics/metric-family.js';
import type {
  Distribution,
  ExponentialBuckets,
} from '../vars/log-linear-buckets.js';
import type { NumberFormat } from './encoded-run.js';
import type { FamilyWriter, WriterOptions } from './family-writer.js';
import { unitIn } from './metric-name.js';
import { ProtobufBytes } from './protobuf-bytes.js';

// The numbers are those of io.prometheus.client.MetricFamily.
const FAMILY = { name: 1, help: 2, type: 3, metric: 4, unit: 5 } as const;

const METRIC = {
  label: 1,
  gauge: 2,
  counter: 3,
  untyped: 5,
  histogram: 7,
} as const;

const HISTOGRAM = {
  count: 1,
  sum: 2,
  bucket: 3,
  countFloat: 4,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  zeroCountFloat: 8,
  positiveSpan: 12,
  positiveDelta: 13,
  positiveCount: 14,
  created: 15,
} as const;

/** The number of each type, the field of its values, and the suffix of its name. */
const TYPES: Readonly<
  Record<MetricType, readonly [type: number, field: number, suffix: string]>
> = {
  counter: [0, METRIC.counter, '_total'],
  gauge: [1, METRIC.gauge, ''],
  unknown: [3, METRIC.untyped, ''],
  histogram: [4, METRIC.histogram, ''],
  info: [1, METRIC.gauge, '_info'],
};

/** Values up to this are 0; client_golang has the same default. */
const ZERO_THRESHOLD = 2 ** -128;

const CREATED_IN_COUNTER = 3;

const DOUBLE_BYTES = 8;

export interface ProtobufOptions extends WriterOptions {
  /** True for native histograms; classic buckets are added where metadata states them. */
  readonly nativeHistograms: boolean;
}

/** Writes length-delimited protobuf messages, one for each family. */
export class ProtobufWriter implements FamilyWriter {
  private readonly family = new ProtobufBytes();
  private readonly scratch = new ProtobufBytes();
  private readonly created: Uint8Array;
  readonly numbers: NumberFormat;

  constructor(private readonly options: ProtobufOptions) {
    const { index, startTime } = options;
    this.numbers = {
      index,
      spare: new ByteWriter(0),
      writeMetric: (out, family) => this.writeMetric(out, family),
      writeNumber,
      replaceNumber,
    };
    this.created = this.encode((bytes) => {
      bytes.varint(1, Math.floor(startTime / 1000));
      bytes.varint(2, Math.floor((startTime % 1000) * 1e6));
    });
  }

  write(out: ByteWriter, family: MetricFamily, from: number, to: number): void {
    const { family: bytes, scratch, options } = this;
    const { points } = family;
    if (from === 0) {
      bytes.clear();
      bytes.encoded(
        (family.encoded[options.index] ??= this.headOf(family)) as Uint8Array,
      );
    }
    for (let i = from; i < to; i++) {
      this.writePoint(points[i]!);
    }
    if (to === points.length) {
      scratch.clear();
      scratch.rawVarint(bytes.bytes.length);
      out.writeBytes(scratch.bytes);
      out.writeBytes(bytes.bytes);
    }
  }

  /** Writes a metric with the number of the family's point. */
  private writeMetric(
    out: ByteWriter,
    family: MetricFamily,
  ): [start: number, end: number] {
    this.write(out, family, 0, 1);
    const bytesAfter = family.type === 'counter' ? this.created.length + 2 : 0;
    const end = out.position - bytesAfter;
    return [end - DOUBLE_BYTES, end];
  }

  private writePoint(point: Point): void {
    const { family: bytes, options, created } = this;
    const { value, family } = point;
    const { type } = family;
    const labels = (point.encoded[options.index] ??=
      this.labelsOf(point)) as Uint8Array;
    bytes.message(FAMILY.metric, () => {
      bytes.encoded(labels);
      bytes.message(TYPES[type][1], () => {
        if (typeof value === 'object') {
          this.writeDistribution(value, family);
        } else {
          bytes.double(1, doubleOf(value));
          if (type === 'counter') {
            bytes.message(CREATED_IN_COUNTER, () => bytes.encoded(created));
          }
        }
      });
    });
  }

  private headOf(family: MetricFamily): Uint8Array {
    const { type, help, unit } = family.properties;
    const [typeNumber, , suffix] = TYPES[type];
    const name = this.options.nameOf(family);
    const shownUnit = unitIn(name, unit);
    return this.encode((bytes) => {
      bytes.string(FAMILY.name, name + suffix);
      bytes.string(FAMILY.help, help);
      bytes.varint(FAMILY.type, typeNumber);
      if (shownUnit !== '') {
        bytes.string(FAMILY.unit, shownUnit);
      }
    });
  }

  private labelsOf({ labels }: Point): Uint8Array {
    return this.encode((bytes) => {
      for (const [name, value] of [...labels, ...this.options.labels]) {
        bytes.message(METRIC.label, () => {
          bytes.string(1, name);
          bytes.string(2, value);
        });
      }
    });
  }

  private writeDistribution(value: Distribution, family: MetricFamily): void {
    const { family: bytes, created, options } = this;
    const { bounds, hasOwnBounds } = family.properties;
    const native = options.nativeHistograms ? value.exponential?.() : undefined;
    const counts = value.cumulative(bounds);
    const count = counts.at(-1)!;
    // Counts beyond 2^53 are not exact, so that they are sent as floats.
    const isFloat = !Number.isSafeInteger(count);
    if (isFloat) {
      bytes.double(HISTOGRAM.countFloat, count);
    } else {
      bytes.varint(HISTOGRAM.count, count);
    }
    bytes.double(HISTOGRAM.sum, value.sum);
    bytes.message(HISTOGRAM.created, () => bytes.encoded(created));
    if (native === undefined || hasOwnBounds) {
      for (const [i, bound] of bounds.entries()) {
        bytes.message(HISTOGRAM.bucket, () => {
          if (isFloat) {
            bytes.double(4, counts[i]!);
          } else {
            bytes.varint(1, counts[i]!);
          }
          bytes.double(2, bound);
        });
      }
    }
    if (native !== undefined) {
      this.writeNative(native, isFloat);
    }
  }

  private writeNative(
    { scale, zeros, firstIndex, counts }: ExponentialBuckets,
    isFloat: boolean,
  ): void {
    const { family: bytes } = this;
    bytes.signed(HISTOGRAM.schema, scale);
    bytes.double(HISTOGRAM.zeroThreshold, ZERO_THRESHOLD);
    if (isFloat) {
      bytes.double(HISTOGRAM.zeroCountFloat, zeros);
    } else {
      bytes.varint(HISTOGRAM.zeroCount, zeros);
    }
    // A span of length 0 tells an empty native histogram from a classic one.
    bytes.message(HISTOGRAM.positiveSpan, () => {
      bytes.signed(1, counts.length === 0 ? 0 : firstIndex);
      bytes.varint(2, counts.length);
    });
    if (isFloat) {
      bytes.packedDoubles(HISTOGRAM.positiveCount, counts);
    } else if (counts.length > 0) {
      bytes.packedSigned(
        HISTOGRAM.positiveDelta,
        counts.map((count, i) => count - (counts[i - 1] ?? 0)),
      );
    }
  }

  private encode(write: (bytes: ProtobufBytes) => void): Uint8Array {
    this.scratch.clear();
    write(this.scratch);
    return new Uint8Array(this.scratch.bytes);
  }
}

function writeNumber(out: ByteWriter, value: number | bigint): void {
  out.writeDouble(doubleOf(value));
}

function replaceNumber(
  bytes: ByteWriter,
  start: number,
  _end: number,
  value: number | bigint,
): boolean {
  const { position } = bytes;
  bytes.position = start;
  writeNumber(bytes, value);
  bytes.position = position;
  return true;
}

/** Converts a number; -0 becomes 0, as in the text formats. */
function doubleOf(value: number | bigint): number {
  return Number(value) + 0;
}
