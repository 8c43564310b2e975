import { ByteWriter } from '../encoding/byte-writer.js';
import { goFloat, writeGoFloat } from '../encoding/go-float.js';
import type {
  Labels,
  MetricFamily,
  MetricType,
  Point,
} from '../metrics/metric-family.js';
import type { Distribution } from '../vars/log-linear-buckets.js';
import { type EncodedPieces, PieceEncoder } from './encoded-pieces.js';
import type { NumberFormat } from './encoded-run.js';
import { isValidName } from './escape-name.js';
import type { FamilyWriter, WriterOptions } from './family-writer.js';
import { unitIn } from './metric-name.js';

/** The suffix of the samples of a type, in both formats. */
const SUFFIXES: Partial<Record<MetricType, string>> = {
  counter: '_total',
  info: '_info',
};

/** The types of OpenMetrics that the older format does not have. */
const TEXT_TYPES: Partial<Record<MetricType, string>> = {
  info: 'gauge',
  unknown: 'untyped',
};

export interface TextOptions extends WriterOptions {
  readonly isOpenMetrics: boolean;
  /** True to write when counters and histograms began, in OpenMetrics. */
  readonly createdTimestamps: boolean;
}

/**
 * Writes Prometheus text or OpenMetrics. The text around the values is encoded
 * once for each point.
 */
export class TextWriter implements FamilyWriter {
  private readonly encoder = new PieceEncoder();
  readonly numbers: NumberFormat;

  constructor(private readonly options: TextOptions) {
    this.numbers = {
      index: options.index,
      spare: new ByteWriter(),
      writeMetric: (out, family) => this.writeMetric(out, family),
      writeNumber,
      replaceNumber,
    };
  }

  write(out: ByteWriter, family: MetricFamily, from: number, to: number): void {
    const { index } = this.options;
    if (from === 0) {
      const head = (family.encoded[index] ??= this.encoder.encode([
        this.headOf(family),
      ])) as EncodedPieces;
      head.write(out, 0, 1);
    }
    for (let i = from; i < to; i++) {
      const point = family.points[i]!;
      const pieces = (point.encoded[index] ??= this.encoder.encode(
        this.piecesOf(point),
      )) as EncodedPieces;
      writePoint(out, pieces, point);
    }
  }

  private writeMetric(
    out: ByteWriter,
    family: MetricFamily,
  ): [start: number, end: number] {
    const [before = '', after = ''] = this.piecesOf(family.points[0]!);
    out.writeText(this.headOf(family) + before);
    const { position } = out;
    out.writeText(after);
    return [position, position];
  }

  end(out: ByteWriter): void {
    if (this.options.isOpenMetrics) {
      out.writeAscii('# EOF\n');
    }
  }

  private headOf(family: MetricFamily): string {
    const { type, help, unit } = family.properties;
    const { isOpenMetrics, nameOf } = this.options;
    const name = nameOf(family);
    // OpenMetrics describes the family, the older format its samples.
    const shown = quoteName(isOpenMetrics ? name : name + suffixOf(type));
    const shownUnit = isOpenMetrics ? unitIn(name, unit) : '';
    const shownType = isOpenMetrics ? type : (TEXT_TYPES[type] ?? type);
    return `# HELP ${shown} ${isOpenMetrics ? escapeText(help) : escapeHelp(help)}
# TYPE ${shown} ${shownType}
${shownUnit && `# UNIT ${shown} ${shownUnit}\n`}`;
  }

  /** The text before, between and after the numbers of a point. */
  private piecesOf({ family, labels }: Point): string[] {
    const { type, bounds } = family.properties;
    const { nameOf, startTime } = this.options;
    const name = nameOf(family);
    const all = [...labels, ...this.options.labels];
    const created =
      this.options.createdTimestamps &&
      this.options.isOpenMetrics &&
      (type === 'counter' || type === 'histogram')
        ? `${sample(`${name}_created`, all)}${startTime / 1000}\n`
        : '';
    if (type !== 'histogram') {
      return [sample(name + suffixOf(type), all), `\n${created}`];
    }
    const samples = [
      ...[...bounds, Infinity].map((bound) =>
        sample(`${name}_bucket`, [...all, ['le', canonical(bound)]]),
      ),
      sample(`${name}_sum`, all),
      sample(`${name}_count`, all),
    ];
    return [
      ...samples.map((text, i) => (i === 0 ? '' : '\n') + text),
      `\n${created}`,
    ];
  }
}

function writePoint(
  out: ByteWriter,
  pieces: EncodedPieces,
  { value, family }: Point,
): void {
  if (typeof value === 'object') {
    writeDistribution(out, pieces, value, family.properties.bounds);
  } else {
    pieces.write(out, 0, 1);
    writeNumber(out, value);
    pieces.write(out, 1, 2);
  }
}

function writeDistribution(
  out: ByteWriter,
  pieces: EncodedPieces,
  value: Distribution,
  bounds: readonly number[],
): void {
  const counts = value.cumulative(bounds);
  const { length } = counts;
  for (let i = 0; i < length; i++) {
    pieces.write(out, i, i + 1);
    writeNumber(out, counts[i]!);
  }
  pieces.write(out, length, length + 1);
  writeNumber(out, value.sum);
  pieces.write(out, length + 1, length + 2);
  writeNumber(out, counts[length - 1]!);
  pieces.write(out, length + 2, length + 3);
}

function writeNumber(out: ByteWriter, value: number | bigint): void {
  if (typeof value === 'bigint') {
    out.writeAscii(value.toString());
  } else if (Number.isSafeInteger(value)) {
    out.writeInteger(value);
  } else if (Number.isFinite(value)) {
    writeGoFloat(out, value);
  } else {
    out.writeAscii(goFloat(value));
  }
}

function replaceNumber(
  bytes: ByteWriter,
  start: number,
  end: number,
  value: number | bigint,
): boolean {
  return typeof value === 'number' && bytes.replaceInteger(start, end, value);
}

function suffixOf(type: MetricType): string {
  return SUFFIXES[type] ?? '';
}

/** The text of a sample before its value. */
function sample(name: string, labels: Labels): string {
  const pairs = labels.map(([label, value]) => `${label}=${quote(value)}`);
  if (!isValidName(name)) {
    return `{${[quote(name), ...pairs].join(',')}} `;
  }
  return pairs.length === 0 ? `${name} ` : `${name}{${pairs.join(',')}} `;
}

function quoteName(name: string): string {
  return isValidName(name) ? name : quote(name);
}

function quote(text: string): string {
  return `"${escapeText(text)}"`;
}

function escapeText(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** A number as OpenMetrics wants it in `le`: with a point or an exponent. */
function canonical(bound: number): string {
  const text = goFloat(bound);
  return /^\d+$/.test(text) ? `${text}.0` : text;
}
