import { performance } from 'node:perf_hooks';
import { ByteWriter } from '../encoding/byte-writer.js';
import { MetricCollector } from '../metrics/metric-collector.js';
import type { MetricFamily } from '../metrics/metric-family.js';
import type { ResolvedPrometheusOptions } from '../options/prometheus.options.js';
import type {
  EvaluateOptions,
  ExpvarRegistry,
} from '../registry/expvar.registry.js';
import { Mutex } from '../support/mutex.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { ESCAPINGS, type Escaping } from './escape-name.js';
import { FamilyNames } from './family-names.js';
import type { FamilyWriter, WriterOptions } from './family-writer.js';
import { ProtobufWriter } from './protobuf-writer.js';
import { TextWriter } from './text-writer.js';

/** Points written between two checks of the time slice. */
const BATCH = 64;

/** A buffer that has grown beyond this size is not kept: 16 MiB. */
const MAX_IDLE_BYTES = 16 * 1024 * 1024;

export const FORMATS = ['text', 'openmetrics', 'protobuf'] as const;

export type Format = (typeof FORMATS)[number];

/** Renders the variables of a registry in the formats of Prometheus. */
export class PrometheusRenderer {
  private readonly mutex = new Mutex();
  private readonly collector: MetricCollector;
  private readonly log: RateLimitedLogger;
  private readonly names = new Map<Escaping, FamilyNames>();
  private readonly writers = new Map<number, FamilyWriter>();
  private out = new ByteWriter();

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
      (name) => name === 'memstats' && !options.memstats,
      this.log,
    );
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
    const vars = await this.registry.evaluate({ includes, signal }, slice);
    await this.mutex.acquire(signal);
    try {
      slice.restart();
      signal?.throwIfAborted();
      const steps = this.write(
        format,
        escaping,
        this.collector.collect(vars, includes === undefined),
      );
      await slice.run(steps, signal);
      const { out } = this;
      if (out.capacity > MAX_IDLE_BYTES) {
        this.out = new ByteWriter();
      }
      return out.copy();
    } finally {
      this.mutex.release();
    }
  }

  private *write(
    format: Format,
    escaping: Escaping,
    collecting: Generator<undefined, readonly MetricFamily[]>,
  ): Generator<undefined> {
    const names = this.namesOf(escaping);
    const writer = this.writerOf(format, escaping);
    const families = yield* names.select(yield* collecting);
    const { out } = this;
    out.position = 0;
    let samples = 0;
    let written = 0;
    for (const family of families) {
      const count = samplesIn(family);
      if (samples + count > this.options.maxSeries) {
        this.log.warn('maxSeries', () => this.tooMany(names.nameOf(family)));
        continue;
      }
      samples += count;
      const { length } = family.points;
      for (let from = 0; from < length; from += BATCH) {
        writer.write(out, family, from, Math.min(from + BATCH, length));
        written += Math.min(BATCH, length);
        if (written >= BATCH) {
          written = 0;
          yield;
        }
      }
    }
    writer.end?.(out);
  }

  private tooMany(name: string): string {
    return `${name} and perhaps other metrics are left out, because Prometheus would get more than ${this.options.maxSeries} series; narrow the scrape with ?name= or ?prefix=, or raise the option prometheus.maxSeries`;
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

/** The lines of samples that a family has in the text format. */
function samplesIn({ points, type, bounds }: MetricFamily): number {
  // A histogram has its buckets, the one of +Inf, the sum and the count.
  return points.length * (type === 'histogram' ? bounds.length + 3 : 1);
}
