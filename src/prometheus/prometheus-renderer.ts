import { performance } from 'node:perf_hooks';
import { ByteWriter } from '../encoding/byte-writer.js';
import { MetricCollector, type Metrics } from '../metrics/metric-collector.js';
import type { MetricFamily } from '../metrics/metric-family.js';
import { NumberRun } from '../metrics/number-run.js';
import type { ResolvedPrometheusOptions } from '../options/prometheus.options.js';
import type {
  EvaluateOptions,
  ExpvarRegistry,
} from '../registry/expvar.registry.js';
import { Mutex } from '../support/mutex.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { writeRun } from './encoded-run.js';
import { ESCAPINGS, type Escaping } from './escape-name.js';
import { FamilyNames } from './family-names.js';
import type { FamilyWriter, WriterOptions } from './family-writer.js';
import { ProtobufWriter } from './protobuf-writer.js';
import { TextWriter } from './text-writer.js';

/** Points written between two checks of the time slice. */
const BATCH = 64;

/** A buffer has room for the last document, a share of it and these bytes. */
const SPARE_SHARE = 1 / 64;
const SPARE_BYTES = 4096;

export const FORMATS = ['text', 'openmetrics', 'protobuf'] as const;

export type Format = (typeof FORMATS)[number];

/** Renders the variables of a registry in the formats of Prometheus. */
export class PrometheusRenderer {
  private readonly mutex = new Mutex();
  private readonly collector: MetricCollector;
  private readonly log: RateLimitedLogger;
  private readonly names = new Map<Escaping, FamilyNames>();
  private readonly writers = new Map<number, FamilyWriter>();
  /** Selects the top-level names that are metrics. */
  private readonly isMetric: ((name: string) => boolean) | undefined;
  /** The bytes of the last document of each format. */
  private readonly lastBytes = new Map<Format, number>();

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly options: ResolvedPrometheusOptions,
  ) {
    this.log = RateLimitedLogger.warningsOf(PrometheusRenderer.name);
    this.collector = new MetricCollector(
      {
        metadata: registry.metadata,
        reservedLabels: Object.keys(options.labels),
      },
      this.log,
    );
    this.isMetric = options.memstats
      ? undefined
      : (name) => name !== 'memstats';
  }

  /**
   * Renders one document; several wait for each other.
   *
   * @returns bytes that belong to the caller
   */
  async render(
    format: Format,
    escaping: Escaping,
    { includes, signal }: EvaluateOptions = {},
  ): Promise<Buffer> {
    const slice = this.registry.startSlice();
    const vars = await this.registry.evaluate(
      { includes: both(includes, this.isMetric), signal },
      slice,
    );
    await this.mutex.acquire(signal);
    try {
      slice.restart();
      signal?.throwIfAborted();
      const isComplete = includes === undefined;
      const expected = isComplete ? (this.lastBytes.get(format) ?? 0) : 0;
      // The caller gets the buffer itself, because copying it blocks too long.
      const out = new ByteWriter(
        Math.ceil(expected * (1 + SPARE_SHARE)) + SPARE_BYTES,
      );
      const steps = this.write(
        out,
        format,
        escaping,
        this.collector.collect(vars, isComplete),
      );
      await slice.run(steps, signal);
      if (isComplete) {
        this.lastBytes.set(format, out.position);
      }
      return out.bytes;
    } finally {
      this.mutex.release();
    }
  }

  private *write(
    out: ByteWriter,
    format: Format,
    escaping: Escaping,
    collecting: Generator<undefined, readonly Metrics[]>,
  ): Generator<undefined> {
    const names = this.namesOf(escaping);
    const writer = this.writerOf(format, escaping);
    const { metrics, leftOut } = yield* names.select(yield* collecting);
    let samples = 0;
    let written = 0;
    for (const part of metrics) {
      if (part instanceof NumberRun) {
        const fits = samples + part.length <= this.options.maxSeries;
        samples += writeRun(
          out,
          part,
          fits
            ? leftOut.get(part)
            : this.beyondLimit(part, leftOut.get(part), samples, names),
          writer.numbers,
        );
        written += part.length;
        if (written >= BATCH) {
          written = 0;
          yield;
        }
        continue;
      }
      const count = samplesIn(part);
      if (samples + count > this.options.maxSeries) {
        this.warnOfLimit(names, part);
        continue;
      }
      samples += count;
      const { length } = part.points;
      for (let from = 0; from < length; from += BATCH) {
        writer.write(out, part, from, Math.min(from + BATCH, length));
        written += Math.min(BATCH, length);
        if (written >= BATCH) {
          written = 0;
          yield;
        }
      }
    }
    writer.end?.(out);
  }

  /** The indexes of numbers to leave out, with those beyond the limit of series. */
  private beyondLimit(
    run: NumberRun,
    leftOut: ReadonlySet<number> = new Set(),
    samples: number,
    names: FamilyNames,
  ): ReadonlySet<number> {
    const written = Array.from({ length: run.length }, (_, i) => i).filter(
      (i) => !leftOut.has(i) && run.read(i) !== undefined,
    );
    const beyond = written.slice(this.options.maxSeries - samples);
    const [first] = beyond;
    if (first !== undefined) {
      this.warnOfLimit(names, run.familyOf(first));
    }
    return new Set([...leftOut, ...beyond]);
  }

  private warnOfLimit(names: FamilyNames, family: MetricFamily): void {
    this.log.warn(
      'maxSeries',
      () =>
        `${names.nameOf(family)} and perhaps other metrics are left out, because Prometheus would get more than ${this.options.maxSeries} series; narrow the scrape with ?name= or ?prefix=, or raise the option prometheus.maxSeries`,
    );
  }

  private namesOf(escaping: Escaping): FamilyNames {
    let names = this.names.get(escaping);
    if (names === undefined) {
      names = new FamilyNames(this.options.prefix, escaping, this.log);
      this.names.set(escaping, names);
    }
    return names;
  }

  private writerOf(format: Format, escaping: Escaping): FamilyWriter {
    const index =
      FORMATS.indexOf(format) * ESCAPINGS.length + ESCAPINGS.indexOf(escaping);
    let writer = this.writers.get(index);
    if (writer === undefined) {
      const names = this.namesOf(escaping);
      const { labels, createdTimestamps, nativeHistograms } = this.options;
      const shared: WriterOptions = {
        index,
        nameOf: (family) => names.nameOf(family),
        labels: Object.entries(labels),
        startTime: Math.round(performance.timeOrigin),
      };
      writer =
        format === 'protobuf'
          ? new ProtobufWriter({ ...shared, nativeHistograms })
          : new TextWriter({
              ...shared,
              isOpenMetrics: format === 'openmetrics',
              createdTimestamps,
            });
      this.writers.set(index, writer);
    }
    return writer;
  }
}

type Includes = EvaluateOptions['includes'];

function both(a: Includes, b: Includes): Includes {
  return a && b ? (name) => a(name) && b(name) : (a ?? b);
}

/** The lines of samples that a family has in the text format. */
function samplesIn({ points, properties }: MetricFamily): number {
  const { type, bounds } = properties;
  // A histogram has its buckets, the one of +Inf, the sum and the count.
  return points.length * (type === 'histogram' ? bounds.length + 3 : 1);
}
