import { performance } from 'node:perf_hooks';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ExpvarRegistry, FuncVar, HistogramVar, IntVar } from 'nestjs-expvar';
import {
  ExpvarMetricReader,
  expvarProducer,
  type ExpvarProducerOptions,
} from 'nestjs-expvar/otel';
import { fromPromClient } from 'nestjs-expvar/prom-client';
import { Histogram, Registry } from 'prom-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

/** Returns the metrics that the SDK exports of a registry, by name. */
async function exported(
  registry: ExpvarRegistry,
  options?: ExpvarProducerOptions,
) {
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    metricProducers: [expvarProducer(registry, options)],
    exportIntervalMillis: 3_600_000,
  });
  const provider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => provider.shutdown());
  await reader.forceFlush();
  const [batch] = exporter.getMetrics();
  const scope = batch!.scopeMetrics.find(
    ({ scope: { name } }) => name === 'nestjs-expvar',
  );
  return new Map(
    scope!.metrics.map((metric) => [metric.descriptor.name, metric]),
  );
}

describe('expvarProducer', () => {
  test('keeps a counter and a histogram of one name apart', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a.b', { kind: 'counter' });
    registry.publishInMap('a', 'b', new HistogramVar());
    const { resourceMetrics } = await expvarProducer(registry).collect();
    const [{ metrics }] = resourceMetrics.scopeMetrics as [
      (typeof resourceMetrics.scopeMetrics)[number],
    ];
    expect(
      metrics.map(({ descriptor, dataPointType, dataPoints }) => [
        descriptor.name,
        dataPointType,
        dataPoints.length,
      ]),
    ).toEqual([
      ['a.b', DataPointType.EXPONENTIAL_HISTOGRAM, 1],
      ['a.b', DataPointType.SUM, 1],
    ]);
  });

  test('exports counters as sums and other numbers as gauges', async () => {
    const registry = new ExpvarRegistry();
    registry
      .newInt('jobsDone', {
        kind: 'counter',
        unit: '{job}',
        description: 'Jobs so far',
      })
      .set(2n ** 60n);
    registry.func('pool', () => ({ freeSlots: 3 }), {
      members: { freeSlots: { kind: 'gauge', unit: '1' } },
    });
    const metrics = await exported(registry);
    expect([...metrics.keys()]).toEqual(['jobs_done', 'pool.free_slots']);
    expect(metrics.get('jobs_done')).toMatchObject({
      descriptor: {
        name: 'jobs_done',
        unit: '{job}',
        description: 'Jobs so far',
      },
      dataPointType: DataPointType.SUM,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      isMonotonic: true,
      dataPoints: [{ attributes: {}, value: 2 ** 60 }],
    });
    expect(metrics.get('pool.free_slots')).toMatchObject({
      dataPointType: DataPointType.GAUGE,
      dataPoints: [{ value: 3 }],
    });
  });

  test('exports a histogram as an exponential histogram of scale 3', async () => {
    const registry = new ExpvarRegistry();
    const latency = registry.newHistogram('latency', { unit: 's' });
    for (const value of [0, 1, 2, 1.5]) {
      latency.record(value);
    }
    const metric = (await exported(registry)).get('latency');
    expect(metric).toMatchObject({
      descriptor: { unit: 's' },
      dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
      dataPoints: [
        {
          value: {
            count: 4,
            sum: 4.5,
            min: 0,
            max: 2,
            scale: 3,
            zeroCount: 1,
            negative: { offset: 0, bucketCounts: [] },
          },
        },
      ],
    });
    const { offset, bucketCounts } = (
      metric!.dataPoints[0]!.value as {
        positive: { offset: number; bucketCounts: number[] };
      }
    ).positive;
    // Bucket i has the values above 2^(i / 8), up to 2^((i + 1) / 8).
    const counts = new Map(
      bucketCounts.map((count, i) => [offset + i, count] as const),
    );
    expect(counts.get(-1)).toBe(1);
    expect(counts.get(Math.ceil(8 * Math.log2(1.5)) - 1)).toBe(1);
    expect(counts.get(7)).toBe(1);
    expect(bucketCounts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  test('exports keys that are data as attributes', async () => {
    const registry = new ExpvarRegistry();
    const orders = registry.newMap('orders', {
      label: 'side',
      kind: 'counter',
    });
    orders.add('buy', 2);
    orders.add('sell', 1);
    expect((await exported(registry)).get('orders')).toMatchObject({
      dataPoints: [
        { attributes: { side: 'buy' }, value: 2 },
        { attributes: { side: 'sell' }, value: 1 },
      ],
    });
  });

  test('exports the CPU time of both modes as one metric of the semantic conventions', async () => {
    const registry = new ExpvarRegistry();
    for (const mode of ['user', 'system']) {
      registry.publish(mode, new IntVar(mode.length), {
        kind: 'counter',
        unit: 's',
        metric: `process_cpu_${mode}_seconds_total`,
      });
    }
    expect((await exported(registry)).get('process.cpu.time')).toMatchObject({
      isMonotonic: true,
      dataPoints: [
        { attributes: { 'cpu.mode': 'system' }, value: 6 },
        { attributes: { 'cpu.mode': 'user' }, value: 4 },
      ],
    });
  });

  test('exports the histograms of prom-client with their buckets', async () => {
    const register = new Registry();
    const size = new Histogram({
      name: 'size_bytes',
      help: 'Size',
      buckets: [10, 20],
      registers: [register],
    });
    size.observe(5);
    size.observe(15);
    size.observe(16);
    size.observe(99);
    const registry = new ExpvarRegistry();
    registry.publish('prom', fromPromClient(register));
    expect((await exported(registry)).get('size_bytes')).toMatchObject({
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [
        {
          value: {
            count: 4,
            sum: 135,
            buckets: { boundaries: [10, 20], counts: [1, 2, 1] },
          },
        },
      ],
    });
  });

  test('states the start of the process and the time of the scrape', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('jobs');
    const before = Math.floor(Date.now() / 1000);
    const [point] = (await exported(registry)).get('jobs')!.dataPoints;
    expect(point!.startTime[0]).toBe(Math.floor(performance.timeOrigin / 1000));
    expect(point!.endTime[0]).toBeGreaterThanOrEqual(before);
    expect(point!.startTime[1]).toBeLessThan(1e9);
  });

  test('leaves memstats and failed variables out, or what include does not select', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.publishReserved('memstats', new FuncVar(() => ({ Alloc: 1 })));
    registry.newInt('jobs');
    registry.newInt('other');
    registry.func('broken', () => {
      throw new Error('no');
    });
    expect([...(await exported(registry)).keys()]).toEqual(['jobs', 'other']);
    const some = await exported(registry, {
      include: (name) => name === 'memstats' || name === 'jobs',
    });
    expect([...some.keys()]).toEqual(['jobs', 'memstats.alloc']);
  });

  test('gives two readers at a time the same values', async () => {
    const registry = new ExpvarRegistry();
    registry.publish('jobs', new IntVar(5));
    registry.publish('latency', new HistogramVar());
    const producer = expvarProducer(registry);
    const [first, second] = await Promise.all([
      producer.collect(),
      producer.collect(),
    ]);
    const values = (result: typeof first) =>
      result.resourceMetrics.scopeMetrics[0]!.metrics.map(
        ({ dataPoints }) => dataPoints[0]!.value,
      );
    expect(values(first)[0]).toBe(5);
    expect(values(second)).toEqual(values(first));
  });
});

describe('ExpvarMetricReader', () => {
  function startMeters(reader: ExpvarMetricReader) {
    const provider = new MeterProvider({ readers: [reader] });
    onTestFinished(() => provider.shutdown());
    return provider.getMeter('shop');
  }

  test('shows the meters of the SDK in the document', async () => {
    const reader = new ExpvarMetricReader();
    const meter = startMeters(reader);
    const registry = new ExpvarRegistry();
    registry.publish('otel', reader.var);
    expect(await documentOf(registry)).toBe('{\n"otel": {}\n}\n');
    meter.createCounter('jobs').add(2);
    const orders = meter.createCounter('orders');
    orders.add(1, { side: 'buy' });
    orders.add(4, { side: 'sell' });
    const pages = meter.createUpDownCounter('pages');
    pages.add(-3, { site: 'a', code: 200 });
    const latency = meter.createHistogram('latency');
    latency.record(0.5);
    latency.record(1.5);
    expect(JSON.parse(await documentOf(registry))).toEqual({
      otel: {
        jobs: 2,
        orders: { buy: 1, sell: 4 },
        pages: { 'site=a, code=200': -3 },
        latency: { count: 2, sum: 2, min: 0.5, max: 1.5 },
      },
    });
  });

  test('shows the instruments that include selects', async () => {
    const reader = new ExpvarMetricReader({
      include: (name) => name !== 'secret',
    });
    const meter = startMeters(reader);
    meter.createCounter('jobs').add(2);
    meter.createCounter('secret').add(2);
    const registry = new ExpvarRegistry();
    registry.publish('otel', reader.var);
    expect(JSON.parse(await documentOf(registry))).toEqual({
      otel: { jobs: 2 },
    });
  });

  test('shows an empty object while no MeterProvider has it', async () => {
    const registry = new ExpvarRegistry();
    registry.publish('otel', new ExpvarMetricReader().var);
    expect(await documentOf(registry)).toBe('{\n"otel": {}\n}\n');
  });

  test('collects what the SDK collects, and only with a MeterProvider', async () => {
    const reader = new ExpvarMetricReader();
    await expect(reader.collect()).rejects.toThrow(
      'expvar: ExpvarMetricReader has no MeterProvider; pass it in readers',
    );
    startMeters(reader).createCounter('jobs').add(2);
    expect(await reader.collect()).toMatchObject({
      resourceMetrics: {
        scopeMetrics: [{ metrics: [{ descriptor: { name: 'jobs' } }] }],
      },
    });
  });

  test('refuses a second MeterProvider', () => {
    const reader = new ExpvarMetricReader();
    startMeters(reader);
    expect(() => new MeterProvider({ readers: [reader] })).toThrow(
      'expvar: ExpvarMetricReader belongs to a MeterProvider already; create another one for the second provider',
    );
  });
});
