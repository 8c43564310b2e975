import { fromPromClient } from 'nestjs-expvar/prom-client';
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  Summary,
} from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createPrometheus } from '../../support/prometheus.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

function createRegister(): Registry {
  const register = new Registry();
  const registers = [register];
  new Counter({ name: 'jobs_total', help: 'Jobs', registers }).inc(3);
  const gauge = new Gauge({
    name: 'pool',
    help: 'Connections\nin a pool',
    labelNames: ['db'],
    registers,
  });
  gauge.set({ db: 'main' }, 1.5);
  gauge.set({ db: 'sp"are' }, -2);
  const latency = new Histogram({
    name: 'latency_seconds',
    help: 'Latency',
    labelNames: ['method', 'code'],
    buckets: [0.1, 1],
    registers,
  });
  latency.observe({ method: 'GET', code: 200 }, 0.05);
  latency.observe({ method: 'GET', code: 200 }, 0.5);
  latency.observe({ method: 'PUT', code: 500 }, 7);
  const size = new Summary({
    name: 'size',
    help: 'Size',
    percentiles: [0.5, 0.9],
    registers,
  });
  size.observe(10);
  return register;
}

/** The samples of a text, without comments and quotes of equal meaning. */
function samplesIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^([^{ ]+)(?:\{(.*)\})? (.*)$/.exec(
        line,
      )!;
      const pairs = labels.match(/[a-z]+="(?:[^"\\]|\\.)*"/g) ?? [];
      const sorted = pairs.map((pair) => pair.replace('le="1.0"', 'le="1"'));
      return `${name}{${sorted.toSorted().join(',')}} ${value}`;
    })
    .toSorted();
}

describe('fromPromClient', () => {
  test('shows each metric in the document by its name and labels', async () => {
    const { registry } = createPrometheus();
    registry.publish('prom', fromPromClient(createRegister()));
    expect(JSON.parse(await documentOf(registry))).toEqual({
      prom: {
        jobs_total: 3,
        pool: { main: 1.5, 'sp"are': -2 },
        latency_seconds: {
          'code=200, method=GET': {
            count: 2,
            sum: 0.55,
            buckets: { '0.1': 1, '1': 2 },
          },
          'code=500, method=PUT': {
            count: 1,
            sum: 7,
            buckets: { '0.1': 0, '1': 0 },
          },
        },
        size: { count: 1, sum: 10, quantiles: { '0.5': 10, '0.9': 10 } },
      },
    });
  });

  test('gives Prometheus the samples that prom-client gives it', async () => {
    const register = createRegister();
    const { registry, render } = createPrometheus();
    registry.publish('prom', fromPromClient(register));
    const expected = samplesIn(await register.metrics());
    expect(expected).toHaveLength(17);
    expect(samplesIn(await render())).toEqual(expected);
    const text = await render();
    expect(text).toContain(
      '# HELP pool Connections\\nin a pool\n# TYPE pool gauge\n',
    );
    expect(text).toContain('# TYPE jobs_total counter\n');
    expect(text).toContain('# TYPE latency_seconds histogram\n');
  });

  test('shows values that appear after the first scrape', async () => {
    const register = new Registry();
    const latency = new Histogram({
      name: 'latency',
      help: 'Latency',
      labelNames: ['method'],
      buckets: [1],
      registers: [register],
    });
    const { registry, samples } = createPrometheus();
    registry.publish('prom', fromPromClient(register));
    expect(await samples()).toEqual([]);
    latency.observe({ method: 'GET' }, 0.5);
    expect(await samples()).toEqual([
      '# TYPE latency histogram',
      'latency_bucket{method="GET",le="1.0"} 1',
      'latency_bucket{method="GET",le="+Inf"} 1',
      'latency_sum{method="GET"} 0.5',
      'latency_count{method="GET"} 1',
    ]);
  });

  test('writes a metric once when a variable before it has the same name', async () => {
    const warnings = captureWarnings();
    const { registry, samples } = createPrometheus();
    registry.newInt('jobs', { kind: 'counter' }).add(5);
    registry.publish('prom', fromPromClient(createRegister()));
    const lines = await samples();
    expect(lines.filter((line) => line.startsWith('jobs_total'))).toEqual([
      'jobs_total 5',
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/Prometheus name jobs .*left out/),
    ]);
  });

  test('has failed when the register fails, and the other variables have not', async () => {
    captureWarnings();
    const { registry, samples } = createPrometheus();
    registry.newInt('jobs').set(1);
    registry.publish(
      'prom',
      fromPromClient({
        getMetricsAsJSON: () => Promise.reject(new Error('no cluster')),
      }),
    );
    expect(JSON.parse(await documentOf(registry))).toEqual({
      jobs: 1,
      prom: null,
    });
    expect(await samples()).toEqual(['# TYPE jobs untyped', 'jobs 1']);
    expect(registry.failures('prom')[0]?.reason).toBe('Error: no cluster');
  });

  test("shows prom-client's default metrics", async () => {
    const register = new Registry();
    collectDefaultMetrics({ register });
    const { registry, samples } = createPrometheus();
    registry.publish('prom', fromPromClient(register));
    expect(await samples()).toEqual(
      expect.arrayContaining([
        '# TYPE process_cpu_user_seconds_total counter',
        '# TYPE nodejs_heap_size_used_bytes gauge',
        expect.stringMatching(/^nodejs_version_info\{.*version="v\d+/),
      ]),
    );
  });
});
