import { setImmediate } from 'node:timers/promises';
import { FuncVar, IntVar, MapVar } from 'nestjs-expvar';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SampledRegistry } from '../../support/sampled-registry.js';

test('a snapshot has all values with their metadata', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  registry.newInt('jobs', { kind: 'counter', unit: '{job}' }).set(3);
  registry.newString('stage').set('prod');
  registry.newMap('map').set('inner', new MapVar());
  registry.func('cache', () => ({ hits: 5, by: { host: 2n ** 60n }, no: [] }));
  registry.publish('nil', null);
  registry.newHistogram('took', { unit: 's' });

  const replica = await subject.open();

  expect(replica.find('jobs')).toMatchObject({
    value: 3,
    meta: {
      type: 'int',
      kind: 'counter',
      unit: '{job}',
      source: 'registry.newInt()',
    },
  });
  expect(replica.value('stage')).toBe('prod');
  expect(replica.find('map', 'inner')).toMatchObject({
    value: undefined,
    meta: { type: 'map' },
  });
  expect(replica.value('cache', 'hits')).toBe(5);
  expect(replica.value('cache', 'by', 'host')).toBe(2n ** 60n);
  expect(replica.value('cache', 'no')).toEqual({ json: '[]', length: 2 });
  expect(replica.find('nil')).toMatchObject({
    value: null,
    meta: { type: 'null' },
  });
  expect(replica.find('took', 'p99')?.meta).toEqual({
    kind: 'gauge',
    unit: 's',
    description: '99th percentile',
  });
});

test('a delta has only what has changed', async () => {
  const subject = new SampledRegistry();
  const jobs = subject.registry.newInt('jobs');
  subject.registry.newInt('idle');
  const replica = await subject.open();
  jobs.add(1);

  const delta = await subject.sample(replica);

  expect(delta.i).toEqual([replica.find('jobs')!.id]);
  expect(delta.v).toEqual([1]);
  expect(Object.keys(delta).toSorted()).toEqual([
    'i',
    'mono',
    'n',
    'r',
    'v',
    'wall',
  ]);
});

test('names and keys come and go', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  const map = registry.newMap('map');
  map.add('old');
  registry.newInt('gone');
  const replica = await subject.open();
  map.delete('old');
  map.add('new', 4);
  registry.unpublish('gone');
  registry.newInt('late').set(2);

  await subject.sample(replica);

  expect(replica.values()).toEqual(
    new Map([
      ['["map","new"]', 4],
      ['["late"]', 2],
    ]),
  );
});

test('a name keeps its id while it lives, and a successor gets another', async () => {
  const subject = new SampledRegistry();
  const map = subject.registry.newMap('map');
  map.set('a', new IntVar(1));
  const replica = await subject.open();
  const first = replica.find('map', 'a')!.id;
  map.add('b');
  await subject.sample(replica);
  expect(replica.find('map', 'a')!.id).toBe(first);
  map.set('a', new IntVar(7));
  await subject.sample(replica);
  expect(replica.find('map', 'a')).toMatchObject({ value: 7 });
  expect(replica.find('map', 'a')!.id).toBeGreaterThan(first);
});

test('a function may return values of different shapes', async () => {
  const subject = new SampledRegistry();
  let value: unknown = 1;
  subject.registry.func('any', () => value);
  const replica = await subject.open();
  const shapes: [unknown, [string, unknown][]][] = [
    [
      { a: 1, b: { c: 2 } },
      [
        ['["any","a"]', 1],
        ['["any","b","c"]', 2],
      ],
    ],
    [
      { a: { x: 1 }, b: 3 },
      [
        ['["any","a","x"]', 1],
        ['["any","b"]', 3],
      ],
    ],
    [
      [1, { a: 2n ** 70n }],
      [['["any"]', { json: '[1,{"a":1180591620717411303424}]', length: 32 }]],
    ],
    ['text', [['["any"]', 'text']]],
    [new Map([['k', 5]]), [['["any","k"]', 5]]],
    [new MapVar(), []],
    [new IntVar(4), [['["any"]', 4]]],
    [null, [['["any"]', null]]],
    [
      'x'.repeat(2000),
      [['["any"]', { json: `"${'x'.repeat(999)}`, length: 2002 }]],
    ],
  ];
  for (const [shape, expected] of shapes) {
    value = shape;
    await subject.sample(replica);
    expect([...replica.values()]).toEqual(expected);
  }
});

test('a failing variable has a node with the reason, and its history goes on', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  let fails = true;
  registry.func('broken', () => {
    if (fails) {
      throw new Error('no connection');
    }
    return 3;
  });
  registry.newMap('map').set('key', new FuncVar(() => BigInt(1.5)));
  registry.newFloat('nan').set(NaN);
  const replica = await subject.open();

  expect(replica.find('broken')).toMatchObject({ value: null });
  expect(replica.reason('broken')).toBe('Error: no connection');
  expect(replica.find('map', 'key')).toMatchObject({ value: null });
  expect(replica.reason('map', 'key')).toMatch('RangeError');
  expect(replica.reason('nan')).toMatch('NaN');
  const { since } = replica.failures[0]!;

  const delta = await subject.sample(replica);
  expect(delta.fail).toBeUndefined();
  expect(subject.snapshot().failures[0]!.since).toBe(since);

  fails = false;
  await subject.sample(replica);
  expect(replica.value('broken')).toBe(3);
  expect(replica.reason('broken')).toBeUndefined();
  expect(replica.failures).toHaveLength(2);
});

test('members of an object keep their ids while its function fails', async () => {
  const subject = new SampledRegistry();
  let fails = false;
  subject.registry.func('pool', () => {
    if (fails) {
      throw new Error('gone');
    }
    return { used: 4 };
  });
  const replica = await subject.open();
  const { id } = replica.find('pool', 'used')!;
  fails = true;
  await subject.sample(replica);
  expect(replica.find('pool', 'used')).toMatchObject({ id, value: null });
  expect(replica.reason('pool')).toBe('Error: gone');
  fails = false;
  await subject.sample(replica);
  expect(replica.find('pool', 'used')).toMatchObject({ id, value: 4 });
  expect(subject.sampler.history([id]).series.get(id)).toEqual([4, null, 4]);
});

test('a variable in a value that fails is a failure of the variable around it', async () => {
  const subject = new SampledRegistry();
  subject.registry.func('outer', () => ({
    fine: 1,
    bad: new FuncVar(() => {
      throw new Error('inside');
    }),
  }));
  const replica = await subject.open();
  expect(replica.value('outer', 'fine')).toBe(1);
  expect(replica.reason('outer')).toBe('Error: inside');
});

test('a map in itself and a map of more than 1 MiB are failures', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  const loop = registry.newMap('loop');
  loop.set('self', loop);
  const large = registry.newMap('large');
  for (let i = 0; i < 12; i++) {
    large.add(String(i).padEnd(100_000, 'x'));
  }
  const replica = await subject.open();
  expect(replica.reason('loop', 'self')).toBe('Error: the map contains itself');
  expect(replica.reason('large')).toBe('Error: the map takes more than 1 MiB');
  large.init();
  await subject.sample(replica);
  expect(replica.reason('large')).toBeUndefined();
});

test('a late result is marked until the function is in time again', async () => {
  const subject = new SampledRegistry(20);
  const pending: ((value: number) => void)[] = [];
  subject.registry.func(
    'slow',
    () => new Promise((resolve) => pending.push(resolve)),
  );
  const replica = await subject.open();
  expect(replica.reason('slow')).toBe('Error: no value within 20 ms');
  pending[0]!(1);
  await setImmediate();
  await subject.sample(replica);
  expect(replica.value('slow')).toBe(1);
  expect(replica.late).toEqual([replica.find('slow')!.id]);
  expect(subject.sampler.lateVariables).toEqual([['slow']]);
  pending[1]!(2);
  await setImmediate();
  setTimeout(() => pending[2]?.(3));
  await subject.sample(replica);
  expect(replica.late).toEqual([]);
  expect(replica.value('slow')).toBe(3);
});

test('a variable behind a Proxy that throws breaks no other', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  let isHostile = false;
  const trap = () => {
    if (isHostile) {
      throw new Error('trap');
    }
  };
  const handler: ProxyHandler<IntVar> = {
    get: (target, key) => {
      trap();
      return Reflect.get(target, key) as unknown;
    },
    getPrototypeOf: (target) => {
      trap();
      return Reflect.getPrototypeOf(target);
    },
    has: (target, key) => {
      trap();
      return Reflect.has(target, key);
    },
  };
  const hostile = new Proxy(new IntVar(1), handler);
  registry.publish('hostile', hostile);
  registry.newMap('map').set('hostile', hostile);
  registry.newInt('fine').set(3);
  isHostile = true;
  const replica = await subject.open();
  expect(replica.value('fine')).toBe(3);
  expect(replica.reason('hostile')).toMatch('trap');
  await subject.sampler.find('hostile', new AbortController().signal);
  await subject.sampler.sampleStored(new AbortController().signal);
  await subject.sampler.sampleAll(new AbortController().signal);
});

test('a search while a sample waits does not disturb it', async () => {
  const subject = new SampledRegistry();
  let resolve: (value: number) => void = () => {};
  subject.registry.func(
    'slow',
    () =>
      new Promise((fulfill) => {
        resolve = fulfill;
      }),
  );
  const { signal } = new AbortController();
  const sampled = subject.sampler.sampleAll(signal);
  setTimeout(() => {
    void subject.sampler.find('x', signal).then(() => resolve(5));
  });
  await sampled;
  const { nodes, failures } = subject.snapshot();
  expect(failures).toEqual([]);
  expect(nodes.values).toEqual([5]);
});

test('variables with history: true are read also while nobody watches', async () => {
  const subject = new SampledRegistry();
  let calls = 0;
  subject.registry.func('queue', () => ++calls, { history: true });
  const { signal } = new AbortController();
  await subject.sampler.sampleStored(signal);
  const replica = await subject.open();
  await subject.sample(replica);
  const { id } = replica.find('queue')!;
  expect(subject.sampler.history([id]).series.get(id)).toEqual([1, 2, 3]);
});

test('a number that fails now keeps its history', async () => {
  const subject = new SampledRegistry();
  const ratio = subject.registry.newFloat('ratio');
  const replica = await subject.open();
  const { id } = replica.find('ratio')!;
  ratio.set(NaN);
  await subject.sample(replica);
  expect(subject.sampler.history([id]).series.get(id)).toEqual([0, null]);
});

test('times go on when the clock is set back', async () => {
  const subject = new SampledRegistry();
  const replica = await subject.open();
  const before = await subject.sample(replica);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(before.wall - 3_600_000);
  onTestFinished(() => clock.mockRestore());
  const after = await subject.sample(replica);
  expect(after.wall).toBe(before.wall - 3_600_000);
  expect(after.mono).toBeGreaterThan(before.mono);
  const { runtime } = subject.snapshot();
  expect(runtime.mono).toEqual(runtime.mono.toSorted((a, b) => a - b));
  expect(runtime.wall.at(-1)).toBe(after.wall);
});
