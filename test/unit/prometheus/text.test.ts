import { expect, test, vi } from 'vitest';
import { MetricNode } from '../../../src/metrics/metric-node.js';
import { FuncVar } from '../../../src/vars/func-var.js';
import { HistogramVar } from '../../../src/vars/histogram-var.js';
import { IntVar } from '../../../src/vars/int-var.js';
import { FloatVar } from '../../../src/vars/float-var.js';
import { MapVar } from '../../../src/vars/map-var.js';
import { RateVar } from '../../../src/vars/rate-var.js';
import { StringVar } from '../../../src/vars/string-var.js';
import { DISTRIBUTION } from '../../../src/vars/var-metrics.js';
import type { VarMeta } from '../../../src/vars/var-meta.js';
import { createPrometheus } from '../../support/prometheus.js';
import { captureWarnings } from '../../support/registries.js';

test('writes numbers with help, type and the suffix of kind and unit', async () => {
  const { registry, render } = createPrometheus();
  registry
    .newInt('ticks', { kind: 'counter', description: 'Ticks "in"\\out\n2' })
    .add(3);
  registry.newFloat('heapUsed', { kind: 'gauge', unit: 'By' }).set(1e21);
  registry.newInt('anything').set(2n ** 63n - 1n);
  expect(await render()).toBe(`# HELP anything registry.newInt()
# TYPE anything untyped
anything 9223372036854775807
# HELP heap_used_bytes registry.newFloat()
# TYPE heap_used_bytes gauge
heap_used_bytes 1e+21
# HELP ticks_total Ticks "in"\\\\out\\n2
# TYPE ticks_total counter
ticks_total 3
`);
});

test('writes OpenMetrics with units, escaped quotes and an end', async () => {
  const { registry, render } = createPrometheus();
  registry
    .newInt('ticks', { kind: 'counter', description: 'Ticks "in"\\out\n2' })
    .add(3);
  registry.newFloat('heapUsed', { kind: 'gauge', unit: 'By' }).set(0.5);
  registry.newInt('bytesOut', { kind: 'counter', unit: 'By' }).add(7);
  registry.newInt('anything').set(-4);
  registry.newString('version', { kind: 'info' }).set('1.2.3');
  expect(await render('openmetrics')).toBe(`# HELP anything registry.newInt()
# TYPE anything unknown
anything -4
# HELP bytes_out registry.newInt()
# TYPE bytes_out counter
bytes_out_total 7
# HELP heap_used_bytes registry.newFloat()
# TYPE heap_used_bytes gauge
# UNIT heap_used_bytes bytes
heap_used_bytes 0.5
# HELP ticks Ticks \\"in\\"\\\\out\\n2
# TYPE ticks counter
ticks_total 3
# HELP version registry.newString()
# TYPE version info
version_info{version="1.2.3"} 1
# EOF
`);
});

test('writes the creation time of counters and histograms if the option is on', async () => {
  const { registry, render } = createPrometheus({ createdTimestamps: true });
  registry.newInt('ticks', { kind: 'counter' });
  registry.newHistogram('sizes', { buckets: [1] });
  registry.newInt('load', { kind: 'gauge' });
  const lines = (await render('openmetrics'))
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const created = Math.round(performance.timeOrigin) / 1000;
  expect(lines).toEqual([
    'load 0',
    'sizes_bucket{le="1.0"} 0',
    'sizes_bucket{le="+Inf"} 0',
    'sizes_sum 0',
    'sizes_count 0',
    `sizes_created ${created}`,
    'ticks_total 0',
    `ticks_created ${created}`,
    '',
  ]);
  expect(await render()).not.toContain('_created');
});

test('writes a histogram with cumulative buckets that include their bounds', async () => {
  const { registry, samples } = createPrometheus();
  const latency = registry.newHistogram('latency', {
    unit: 's',
    buckets: [0.25, 0.5, 1, 2],
  });
  for (const value of [0, 0.25, 0.3, 0.5, 1, 1, 5]) {
    latency.record(value);
  }
  expect(await samples()).toEqual([
    '# TYPE latency_seconds histogram',
    'latency_seconds_bucket{le="0.25"} 2',
    'latency_seconds_bucket{le="0.5"} 4',
    'latency_seconds_bucket{le="1.0"} 6',
    'latency_seconds_bucket{le="2.0"} 6',
    'latency_seconds_bucket{le="+Inf"} 7',
    'latency_seconds_sum 8.05',
    'latency_seconds_count 7',
  ]);
});

test.each([
  ['s', '0.0009765625', '32.0', 17],
  ['ms', '1.0', '32768.0', 17],
  ['By', '64.0', '1.073741824e+09', 14],
  ['{row}', '1.0', '1.048576e+06', 12],
])(
  'gives a histogram of unit %s the default buckets from %s to %s',
  async (unit, first, last, count) => {
    const { registry, samples } = createPrometheus();
    registry.newHistogram('x', { unit });
    const bounds = (await samples())
      .map((line) => /_bucket\{le="(.*)"\}/.exec(line)?.[1])
      .filter((bound) => bound !== undefined);
    expect([bounds[0], bounds.at(-2), bounds.at(-1), bounds.length]).toEqual([
      first,
      last,
      '+Inf',
      count,
    ]);
  },
);

test('writes a map as one family whose label has the keys as values', async () => {
  const { registry, samples } = createPrometheus();
  const byStatus = registry.newMap('byStatus', {
    kind: 'counter',
    label: 'status',
  });
  byStatus.add('200', 2);
  byStatus.add('a"b\\c\nd中');
  registry.newMap('plain').addFloat('x', 0.5);
  expect(await samples()).toEqual([
    '# TYPE by_status_total counter',
    'by_status_total{status="200"} 2',
    'by_status_total{status="a\\"b\\\\c\\nd中"} 1',
    '# TYPE plain untyped',
    'plain{key="x"} 0.5',
  ]);
});

test('numbers the labels of maps in maps', async () => {
  const { registry, samples } = createPrometheus({ labels: { key2: 'c' } });
  const inner = new MapVar();
  inner.add('b', 7);
  registry.newMap('outer').set('a', inner);
  expect(await samples()).toEqual([
    '# TYPE outer untyped',
    'outer{key="a",key3="b",key2="c"} 7',
  ]);
});

test('splits keys of several words between several labels', async () => {
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('hits', { label: ['method', 'route'] });
  for (const key of ['GET /users', 'GET /a b', '(other)']) {
    map.add(key);
  }
  expect(await samples()).toEqual([
    '# TYPE hits untyped',
    'hits{route="(other)"} 1',
    'hits{method="GET",route="/a b"} 1',
    'hits{method="GET",route="/users"} 1',
  ]);
});

test('writes a family per key for a map with metadata of its keys', async () => {
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('pool', {
    members: {
      used: { kind: 'gauge', unit: 'By' },
      waits: { kind: 'counter' },
      byHost: { label: 'host', each: { kind: 'gauge' } },
    },
  });
  map.add('used', 5);
  map.add('waits', 6);
  map.add('unknown', 7);
  const byHost = new MapVar();
  byHost.add('h1', 8);
  map.set('byHost', byHost);
  expect(await samples()).toEqual([
    '# TYPE pool_by_host gauge',
    'pool_by_host{host="h1"} 8',
    '# TYPE pool_unknown untyped',
    'pool_unknown 7',
    '# TYPE pool_used_bytes gauge',
    'pool_used_bytes 5',
    '# TYPE pool_waits_total counter',
    'pool_waits_total 6',
  ]);
});

test('writes keys that were published into a map as families', async () => {
  const { registry, samples } = createPrometheus();
  registry.publishInMap('quotes', 'ticks', new FuncVar(() => 4), {
    kind: 'counter',
  });
  registry.publishInMap('quotes', 'CuMemory', new IntVar(5));
  expect(await samples()).toEqual([
    '# TYPE quotes_cu_memory untyped',
    'quotes_cu_memory 5',
    '# TYPE quotes_ticks_total counter',
    'quotes_ticks_total 4',
  ]);
});

test('walks objects into names, and into labels if a label is stated', async () => {
  const { registry, samples } = createPrometheus();
  const value = { a: 1, b: { ok: true, list: [1] }, text: 'x', none: null };
  registry.func('named', () => value);
  registry.func('pools', () => ({ main: { used: 1 }, spare: { used: 2 } }), {
    label: 'pool',
    each: { members: { used: { kind: 'gauge' } } },
  });
  registry.func('async', () => Promise.resolve(3));
  expect(await samples()).toEqual([
    '# TYPE async untyped',
    'async 3',
    '# TYPE named_a untyped',
    'named_a 1',
    '# TYPE named_b_ok untyped',
    'named_b_ok 1',
    '# TYPE pools_used gauge',
    'pools_used{pool="main"} 1',
    'pools_used{pool="spare"} 2',
  ]);
});

test('writes text only with kind info, one label per member of an object', async () => {
  const { registry, samples } = createPrometheus();
  registry.newString('secret').set('s');
  registry.newString('appVersion', { kind: 'info' }).set('1.2.3');
  registry.func('build', () => ({ commit: 'abc', n: 4 }), {
    kind: 'info',
    members: { n: { label: 'number' } },
  });
  expect(await samples()).toEqual([
    '# TYPE app_version_info gauge',
    'app_version_info{app_version="1.2.3"} 1',
    '# TYPE build_info gauge',
    'build_info{commit="abc",number="4"} 1',
  ]);
});

test('numbers the labels of info members whose names become equal', async () => {
  const { registry, samples } = createPrometheus({ labels: { value: 'c' } });
  registry.func('build', () => ({ 中: 'a', 国: 'b', value3: 'c', 人: 'd' }), {
    kind: 'info',
  });
  expect(await samples()).toEqual([
    '# TYPE build_info gauge',
    'build_info{value2="a",value3="b",value32="c",value4="d",value="c"} 1',
  ]);
});

test('reads an info object with thousands of members in linear time', async () => {
  const { registry, render } = createPrometheus();
  const value = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [
      String.fromCodePoint(0x20000 + i),
      i,
    ]),
  );
  registry.func('build', () => value, { kind: 'info' });
  const labels = (await render()).match(/value\d*="\d+"/g);
  expect(labels).toHaveLength(20_000);
  expect(new Set(labels).size).toBe(20_000);
  expect(labels?.at(-1)).toBe('value20000="19999"');
});

test('writes the new text of an info variable in place of the old one', async () => {
  const { registry, samples } = createPrometheus();
  const version = registry.newString('version', { kind: 'info' });
  version.set('1');
  await samples();
  version.set('2');
  expect(await samples()).toEqual([
    '# TYPE version_info gauge',
    'version_info{version="2"} 1',
  ]);
});

test('writes a rate as a counter of its events', async () => {
  const { registry, samples } = createPrometheus();
  registry.newRate('orders', { unit: '{order}' }).add(2);
  registry.newRate('sent', { unit: 'By' }).add(9);
  expect(await samples()).toEqual([
    '# TYPE orders_total counter',
    'orders_total 2',
    '# TYPE sent_bytes_total counter',
    'sent_bytes_total 9',
  ]);
});

test('takes the whole name from the metadata, and leaves out metric: false', async () => {
  const { registry, samples } = createPrometheus({ prefix: 'app_' });
  registry.newInt('a', { kind: 'counter', metric: 'jobs_done_total' });
  registry.newInt('b', { kind: 'counter', unit: 's', metric: 'jobs_failed' });
  registry.newInt('c', { metric: false });
  registry.func('d', () => ({ x: 1 }), { metric: false });
  registry.newInt('e');
  expect(await samples()).toEqual([
    '# TYPE jobs_done_total counter',
    'jobs_done_total 0',
    '# TYPE jobs_failed_total counter',
    'jobs_failed_total 0',
    '# TYPE app_e untyped',
    'app_e 0',
  ]);
});

test('adds the labels of the option to every sample', async () => {
  const { registry, samples } = createPrometheus({ labels: { region: 'e"u' } });
  registry.newInt('a');
  registry.newHistogram('h', { buckets: [1] });
  expect(await samples()).toEqual([
    '# TYPE a untyped',
    'a{region="e\\"u"} 0',
    '# TYPE h histogram',
    'h_bucket{region="e\\"u",le="1.0"} 0',
    'h_bucket{region="e\\"u",le="+Inf"} 0',
    'h_sum{region="e\\"u"} 0',
    'h_count{region="e\\"u"} 0',
  ]);
});

test.each<[string, (create: ReturnType<typeof createPrometheus>) => void]>([
  [
    'inFlight and in_flight',
    ({ registry }) => {
      registry.newInt('inFlight').set(1);
      registry.newInt('in_flight').set(2);
    },
  ],
  [
    'a counter and a gauge with its name',
    ({ registry }) => {
      registry.newInt('in', { kind: 'counter', metric: 'in_flight' });
      registry.newInt('x', { kind: 'gauge', metric: 'in_flight_total' });
    },
  ],
  [
    'a gauge with the name of a sample of a histogram',
    ({ registry }) => {
      registry.newHistogram('in', { metric: 'in_flight' });
      registry.newInt('x', { kind: 'gauge', metric: 'in_flight_count' });
    },
  ],
])('gives one name of two families to the first: %s', async (_, publish) => {
  const warnings = captureWarnings();
  const created = createPrometheus();
  publish(created);
  await created.samples();
  const types = (await created.samples()).filter((line) =>
    line.startsWith('# TYPE'),
  );
  expect(types).toHaveLength(1);
  expect(types[0]).toContain('in_flight');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(
    /^the Prometheus name in_flight(_total|_count)? of "in(Flight)?" is also that of "(in_flight|x)", which is left out; state another one as metric in its metadata$/,
  );
});

test('leaves out a counter while it is negative, and says so once a minute', async () => {
  const warnings = captureWarnings();
  const { registry, samples } = createPrometheus();
  const jobs = registry.newInt('jobs', { kind: 'counter' });
  jobs.set(-1);
  expect(await samples()).toEqual([]);
  expect(await samples()).toEqual([]);
  expect(warnings).toEqual([
    'variable "jobs" is left out of the metrics while it is -1, because its kind is counter; if it may fall, state the kind gauge',
  ]);
  jobs.set(2);
  expect(await samples()).toEqual([
    '# TYPE jobs_total counter',
    'jobs_total 2',
  ]);
});

test('leaves out failed variables and those that JSON cannot hold', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  registry.newFloat('nan').set(NaN);
  registry.func('throws', () => {
    throw new Error('no');
  });
  registry.publish('nil', null);
  registry.newInt('good').set(1);
  expect(await samples()).toEqual(['# TYPE good untyped', 'good 1']);
  expect(registry.failures().map(({ path }) => path)).toEqual([
    ['nan'],
    ['throws'],
  ]);
});

test('leaves out members of another type than the first one of the map', async () => {
  const warnings = captureWarnings();
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('m');
  map.set('a', new IntVar(1));
  map.set('b', new HistogramVar());
  map.set('c', new FloatVar(2.5));
  map.set('d', new StringVar('x'));
  await samples();
  expect(await samples()).toEqual([
    '# TYPE m untyped',
    'm{key="a"} 1',
    'm{key="c"} 2.5',
  ]);
  expect(warnings).toEqual([
    'variable "m"."b" is left out of the metrics: it is of type histogram, but the first variable of its metric is of type unknown; state another metric in its metadata',
  ]);
});

test('writes the first of several keys that are equal as label values', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('m');
  map.add('a\ud800', 1);
  map.add('a\ud801', 2);
  expect(await samples()).toEqual(['# TYPE m untyped', 'm{key="a�"} 1']);
});

test('leaves out a map that contains itself', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('m');
  map.set('self', map);
  map.add('a', 1);
  expect(await samples()).toEqual(['# TYPE m untyped', 'm{key="a"} 1']);
});

test('leaves out whole families beyond maxSeries and names the first', async () => {
  const warnings = captureWarnings();
  const { registry, samples } = createPrometheus({ maxSeries: 4 });
  registry.newInt('a');
  registry.newHistogram('b');
  const map = registry.newMap('c');
  for (const key of ['1', '2', '3', '4']) {
    map.add(key);
  }
  registry.newInt('d');
  expect(await samples()).toEqual([
    '# TYPE a untyped',
    'a 0',
    '# TYPE d untyped',
    'd 0',
  ]);
  expect(warnings).toEqual([
    'b and perhaps other metrics are left out, because Prometheus would get more than 4 series; narrow the scrape with ?name= or ?prefix=, or raise the option prometheus.maxSeries',
  ]);
});

test('leaves out the numbers beyond maxSeries and names the first', async () => {
  const warnings = captureWarnings();
  const { registry, samples } = createPrometheus({ maxSeries: 2 });
  registry.newInt('a', { kind: 'counter' }).set(-1);
  for (const name of ['b', 'c', 'd', 'e']) {
    registry.newInt(name);
  }
  expect(await samples()).toEqual([
    '# TYPE b untyped',
    'b 0',
    '# TYPE c untyped',
    'c 0',
  ]);
  expect(warnings).toEqual([
    expect.stringContaining('variable "a" is left out'),
    expect.stringContaining('d and perhaps other metrics are left out'),
  ]);
});

test('follows variables that come, go and change their metadata', async () => {
  const { registry, samples } = createPrometheus();
  registry.newInt('a', { kind: 'counter' });
  const map = registry.newMap('m');
  map.add('x');
  await samples();
  registry.unpublish('a');
  registry.newFloat('a', { kind: 'gauge', unit: 's' }).set(0.5);
  map.delete('x');
  map.add('y');
  expect(await samples()).toEqual([
    '# TYPE a_seconds gauge',
    'a_seconds 0.5',
    '# TYPE m untyped',
    'm{key="y"} 1',
  ]);
});

test.each([undefined, (name: string) => name === 'jobs'])(
  'lets go of metrics whose keys are gone when ?name= is %s',
  async (includes) => {
    const { registry, renderer } = createPrometheus();
    const map = registry.newMap('jobs');
    const create = vi.spyOn(MetricNode, 'root');
    for (let i = 0; i < 50; i++) {
      map.init();
      for (let key = 0; key < 200; key++) {
        map.add(`key${i}-${key}`);
      }
      await renderer.render('text', 'underscores', { includes });
    }
    // A new root lets go of all 200 keys of each scrape before it.
    expect(create.mock.calls.length).toBeGreaterThan(4);
  },
);

test('creates nothing again while scrapes select different variables', async () => {
  const { registry, renderer } = createPrometheus();
  const map = registry.newMap('jobs');
  for (let key = 0; key < 2000; key++) {
    map.add(`key${key}`);
  }
  registry.newInt('ticks');
  const create = vi.spyOn(MetricNode, 'root');
  for (let i = 0; i < 10; i++) {
    for (const name of ['jobs', 'ticks']) {
      await renderer.render('text', 'underscores', {
        includes: (each) => each === name,
      });
    }
  }
  expect(create.mock.calls.length).toBeLessThanOrEqual(1);
});

test.each<[string, VarMeta, VarMeta, string[]]>([
  [
    'type',
    { metric: 'x' },
    { metric: 'x', kind: 'gauge', description: 'Second' },
    ['# HELP x Second', '# TYPE x gauge', 'x 2'],
  ],
  [
    'help',
    { metric: 'x', kind: 'gauge', description: 'First' },
    { metric: 'x', kind: 'gauge', description: 'Second' },
    ['# HELP x Second', '# TYPE x gauge', 'x 2'],
  ],
])(
  'gives a metric the %s of another variable once the first one is gone',
  async (_property, first, second, expected) => {
    const { registry, render } = createPrometheus();
    registry.newInt('a', first).set(1);
    registry.newInt('b', second).set(2);
    await render();
    registry.unpublish('a');
    expect((await render()).trimEnd().split('\n')).toEqual(expected);
  },
);

test('writes the keys of a map as names once one has metadata of its own', async () => {
  const { registry, samples } = createPrometheus();
  registry.newMap('jobs').add('open', 3);
  await samples();
  registry.publishInMap('jobs', 'done', new IntVar(4), { kind: 'counter' });
  expect(await samples()).toEqual([
    '# TYPE jobs_done_total counter',
    'jobs_done_total 4',
    '# TYPE jobs_open untyped',
    'jobs_open 3',
  ]);
});

test('writes the object that a function returns after a map with the same keys', async () => {
  const { registry, samples } = createPrometheus();
  let value: unknown = new MapVar();
  (value as MapVar).add('open', 3);
  registry.func('jobs', () => value);
  expect(await samples()).toEqual([
    '# TYPE jobs untyped',
    'jobs{key="open"} 3',
  ]);
  value = { open: 4 };
  expect(await samples()).toEqual(['# TYPE jobs_open untyped', 'jobs_open 4']);
});

test('leaves out variables of subclasses and proxies that throw', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  class BrokenRate extends RateVar {
    override get count(): number {
      throw new Error('no count');
    }
  }
  registry.publish('broken', new BrokenRate());
  registry.newInt('good').set(1);
  registry.publish(
    'proxy',
    new Proxy(new HistogramVar(), {
      get(target, key) {
        if (key === DISTRIBUTION) {
          throw new Error('no distribution');
        }
        return Reflect.get(target, key, target);
      },
    }),
  );
  expect(await samples()).toEqual(['# TYPE good untyped', 'good 1']);
  expect(registry.failures().map(({ path }) => path)).toEqual([
    ['proxy'],
    ['broken'],
  ]);
});

test('leaves out only the members of a map that a counter cannot be', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  const jobs = registry.newMap('jobs', { kind: 'counter', label: 'queue' });
  for (const [queue, value] of Object.entries({
    falling: -1,
    good: 2.5,
    infinite: Infinity,
    nan: NaN,
  })) {
    jobs.set(queue, new FloatVar(value));
  }
  const lines = ['# TYPE jobs_total counter', 'jobs_total{queue="good"} 2.5'];
  expect(await samples()).toEqual(lines);
  jobs.set('falling', new FloatVar(1));
  lines.splice(1, 0, 'jobs_total{queue="falling"} 1');
  expect(await samples()).toEqual(lines);
});

test('renders concurrent scrapes one after the other', async () => {
  const { registry, render } = createPrometheus();
  for (let i = 0; i < 300; i++) {
    registry.newInt(`v${i}`).set(i);
  }
  const texts = await Promise.all([render(), render(), render('openmetrics')]);
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).toContain('# EOF');
});

test('writes the current numbers of every scrape, whatever their length', async () => {
  captureWarnings();
  const { registry, samples } = createPrometheus();
  const a = registry.newInt('a', { kind: 'counter' });
  const b = registry.newFloat('b');
  const c = registry.newInt('c');
  const scrapes: [() => void, string[]][] = [
    [() => a.set(9), ['a_total 9', 'b 0', 'c 0']],
    [() => a.add(), ['a_total 10', 'b 0', 'c 0']],
    [() => a.add(), ['a_total 11', 'b 0', 'c 0']],
    [() => b.set(-1.5), ['a_total 11', 'b -1.5', 'c 0']],
    [() => a.set(-1), ['b -1.5', 'c 0']],
    [() => b.set(123), ['b 123', 'c 0']],
    [() => b.set(1234), ['b 1234', 'c 0']],
    [() => c.set(2n ** 63n - 1n), ['b 1234', 'c 9223372036854775807']],
    [() => c.add(-1), ['b 1234', 'c 9223372036854775806']],
    [() => a.set(0), ['a_total 0', 'b 1234', 'c 9223372036854775806']],
    [() => b.set(NaN), ['a_total 0', 'c 9223372036854775806']],
    [() => b.set(-0), ['a_total 0', 'b 0', 'c 9223372036854775806']],
    [() => c.set(10 ** 12), ['a_total 0', 'b 0', 'c 1000000000000']],
    [() => c.add(), ['a_total 0', 'b 0', 'c 1000000000001']],
  ];
  for (const [change, expected] of scrapes) {
    change();
    const lines = (await samples()).filter((line) => !line.startsWith('#'));
    expect(lines).toEqual(expected);
  }
});

test('writes a map that is published under two names', async () => {
  const { registry, samples } = createPrometheus();
  const map = registry.newMap('a', { members: { n: { kind: 'counter' } } });
  registry.publish('b', map, { members: { n: { kind: 'gauge' } } });
  map.add('n', 3);
  await samples();
  expect(await samples()).toEqual([
    '# TYPE a_n_total counter',
    'a_n_total 3',
    '# TYPE b_n gauge',
    'b_n 3',
  ]);
});

test('keeps the names of numbers when variables come and go', async () => {
  const { registry, samples } = createPrometheus();
  const lines = (names: string[]) =>
    names.flatMap((name) => [`# TYPE ${name} untyped`, `${name} 0`]);
  for (const name of ['b', 'd', 'f']) {
    registry.newInt(name);
  }
  await samples();
  registry.newInt('a');
  registry.newInt('e');
  registry.unpublish('d');
  expect(await samples()).toEqual(lines(['a', 'b', 'e', 'f']));
  registry.unpublish('e');
  registry.newInt('e', { metric: 'renamed' });
  registry.newInt('g');
  expect(await samples()).toEqual(lines(['a', 'b', 'renamed', 'f', 'g']));
});

test('escapes names as it is asked to', async () => {
  const { registry, samples } = createPrometheus();
  registry.newInt('a.b c', { kind: 'counter' });
  registry.newInt('9lives');
  registry.newInt('运行');
  expect(await samples('underscores')).toEqual([
    '# TYPE _lives untyped',
    '_lives 0',
    '# TYPE a_b_c_total counter',
    'a_b_c_total 0',
    '# TYPE U___8fd0__884c_ untyped',
    'U___8fd0__884c_ 0',
  ]);
  expect(await samples('allow-utf-8')).toEqual([
    '# TYPE "9lives" untyped',
    '{"9lives"} 0',
    '# TYPE "a.b c_total" counter',
    '{"a.b c_total"} 0',
    '# TYPE "运行" untyped',
    '{"运行"} 0',
  ]);
  expect(await samples('dots')).toEqual([
    '# TYPE __lives untyped',
    '__lives 0',
    '# TYPE a_dot_b__c_total counter',
    'a_dot_b__c_total 0',
    '# TYPE ____ untyped',
    '____ 0',
  ]);
});
