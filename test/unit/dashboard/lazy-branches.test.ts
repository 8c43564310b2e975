import { FuncVar, MapVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { SeriesStore } from '../../../src/dashboard/series-store.js';
import { VariableTree } from '../../../src/dashboard/variable-tree.js';
import type { Replica } from '../../support/dashboard-replica.js';
import { SampledRegistry } from '../../support/sampled-registry.js';

function fill(map: MapVar, count: number, prefix = 'key'): MapVar {
  for (let i = 0; i < count; i++) {
    map.add(`${prefix}${i}`, i);
  }
  return map;
}

/** The unsent members of the map or object at a path. */
function unsentOf(replica: Replica, ...path: string[]): number | undefined {
  const id = path.length === 0 ? -1 : replica.find(...path)!.id;
  return replica.lazy.get(id);
}

test('the largest maps are lazy where there are too many names', async () => {
  const subject = new SampledRegistry();
  for (const [name, size] of [
    ['huge', 12_000],
    ['medium', 9000],
    ['large', 10_500],
    ['small', 500],
  ] as const) {
    fill(subject.registry.newMap(name), size);
  }
  const replica = await subject.open();
  expect(unsentOf(replica, 'huge')).toBe(12_000);
  expect(unsentOf(replica, 'medium')).toBeUndefined();
  expect(unsentOf(replica, 'large')).toBeUndefined();
  expect(replica.value('small', 'key499')).toBe(499);
});

test('a map that grows too large becomes lazy, and a smaller one does not', async () => {
  const subject = new SampledRegistry();
  const growing = fill(subject.registry.newMap('growing'), 15_000);
  const small = fill(subject.registry.newMap('small'), 3000);
  const replica = await subject.open();
  expect(replica.lazy.size).toBe(0);
  fill(growing, 25_000);
  small.add('one more');
  await subject.sample(replica);
  expect(unsentOf(replica, 'growing')).toBe(23_000);
  expect(replica.value('small', 'one more')).toBe(1);
  growing.init();
  fill(growing, 10);
  await subject.sample(replica);
  expect(replica.lazy.size).toBe(0);
  expect(replica.value('growing', 'key9')).toBe(9);
});

test('an opened map has its first 1,000 members until nobody asks for it', async () => {
  const subject = new SampledRegistry();
  const map = fill(subject.registry.newMap('map'), 30_000);
  fill(subject.registry.newMap('rest'), 2000);
  const replica = await subject.open();
  // The first numbers have a history, so they stay.
  const sampled = 30_000 - unsentOf(replica, 'map')!;
  subject.sampler.opened.open(['map'], performance.now());
  await subject.sample(replica);
  expect(unsentOf(replica, 'map')).toBe(30_000 - Math.max(sampled, 1000));
  map.add('key5', 1);
  await subject.sample(replica);
  expect(replica.value('map', 'key5')).toBe(6);
  subject.sampler.opened.open(['map', 'key29999'], performance.now() - 61_000);
  await subject.sample(replica);
  expect(replica.find('map', 'key29999')).toBeUndefined();
  subject.sampler.opened.open(['map', 'key29999'], performance.now());
  await subject.sample(replica);
  expect(replica.value('map', 'key29999')).toBe(29_999);
});

test('opened members of opened members are found step by step', async () => {
  const subject = new SampledRegistry();
  const outer = fill(subject.registry.newMap('outer'), 25_000);
  outer.set('inner', fill(new MapVar(), 22_000));
  const replica = await subject.open();
  expect(replica.find('outer', 'inner')).toBeUndefined();
  subject.sampler.opened.open(['outer', 'inner', 'key7'], performance.now());
  for (let i = 0; i < 3; i++) {
    await subject.sample(replica);
  }
  expect(replica.value('outer', 'inner', 'key7')).toBe(7);
  expect(unsentOf(replica, 'outer', 'inner')).toBe(21_999);
});

test('names beyond 20,000 are not sent, and a search finds them', async () => {
  const subject = new SampledRegistry();
  for (let i = 0; i < 22_000; i++) {
    subject.registry.newInt(`name${i}`);
  }
  const replica = await subject.open();
  expect(replica.nodes.size).toBe(20_500);
  expect(unsentOf(replica)).toBe(1500);
  const { signal } = new AbortController();
  expect(await subject.sampler.find('NAME2199', signal)).toEqual({
    paths: [
      ['name21990'],
      ['name21991'],
      ['name21992'],
      ['name21993'],
      ['name21994'],
      ['name21995'],
      ['name21996'],
      ['name21997'],
      ['name21998'],
      ['name21999'],
    ],
    isTruncated: false,
  });
  expect((await subject.sampler.find('name0', signal)).paths).toEqual([]);
});

test('a search looks into the members of lazy maps and of values', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  const outer = fill(registry.newMap('outer'), 30_000);
  outer.set('users', fill(new MapVar(), 10, 'ann-'));
  registry.func('object', () =>
    Object.fromEntries(
      Array.from({ length: 25_000 }, (_, i) => [`field${i}`, i]),
    ),
  );
  const replica = await subject.open();
  expect(unsentOf(replica, 'object')).toBeGreaterThan(20_000);
  const { signal } = new AbortController();
  const found = await subject.sampler.find('users ann-3', signal);
  expect(found.paths).toEqual([['outer', 'users', 'ann-3']]);
  const inObject = await subject.sampler.find('field24999', signal);
  expect(inObject.paths).toEqual([['object', 'field24999']]);
  const all = await subject.sampler.find('', signal);
  expect(all.paths).toHaveLength(100);
  expect(all.isTruncated).toBe(true);
});

test('a search in maps that contain one another ends', async () => {
  const subject = new SampledRegistry();
  const map = fill(subject.registry.newMap('map'), 25_000);
  map.set('first', map);
  const inner = fill(new MapVar(), 3, 'inner');
  inner.set('back', map);
  map.set('second', inner);
  map.set('third', inner);
  const replica = await subject.open();
  expect(unsentOf(replica, 'map')).toBeGreaterThan(20_000);
  const { signal } = new AbortController();
  expect(await subject.sampler.find('nothing', signal)).toEqual({
    paths: [],
    isTruncated: false,
  });
  expect((await subject.sampler.find('inner2', signal)).paths).toEqual([
    ['map', 'second', 'inner2'],
  ]);
});

test('functions in a lazy map are not called', async () => {
  const subject = new SampledRegistry();
  const { registry } = subject;
  let calls = 0;
  const map = fill(registry.newMap('map'), 25_000);
  map.set(
    'func',
    registry.func('temporary', () => ++calls),
  );
  registry.unpublish('temporary');
  const replica = await subject.open();
  expect(calls).toBe(0);
  subject.sampler.opened.open(['map', 'func'], performance.now());
  await subject.sample(replica);
  expect(replica.value('map', 'func')).toBe(1);
});

test('a replaced key does not take a place for good', async () => {
  const subject = new SampledRegistry();
  const map = subject.registry.newMap('map');
  fill(map, 1000);
  const replica = await subject.open();
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < 50; i++) {
      map.delete(`key${round * 50 + i - 1000}`);
      map.delete(`key${round * 50 + i}`);
      map.add(`key${1000 + round * 50 + i}`, round);
    }
    await subject.sample(replica);
  }
  expect(replica.nodes.size).toBe(1 + map.size);
  expect(replica.value('map', 'key3999')).toBe(59);
  const { id } = replica.find('map', 'key3999')!;
  expect(subject.sampler.history([id]).series.get(id)!.at(-1)).toBe(59);
});

function objectOf<T>(count: number, member: () => T): Record<string, T> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`key${i}`, member()]),
  );
}

test.each<[string, (map: MapVar) => void]>([
  [
    'maps',
    (map) => {
      for (let i = 0; i < 9000; i++) {
        map.set(`key${i}`, fill(new MapVar(), 2));
      }
    },
  ],
  [
    'functions that return objects',
    (map) => {
      for (let i = 0; i < 9000; i++) {
        map.set(`key${i}`, new FuncVar(() => ({ key0: 0, key1: 1 })));
      }
    },
  ],
  [
    'objects in an object',
    (map) =>
      map.set(
        'key0',
        new FuncVar(() => objectOf(9000, () => ({ key0: 0, key1: 1 }))),
      ),
  ],
])(
  '9,000 %s keep their names, and the last ones are lazy',
  async (_, fillMap) => {
    const subject = new SampledRegistry();
    fillMap(subject.registry.newMap('map'));
    const replica = await subject.open();
    const firstIds = [...replica.nodes.keys()];
    const owner =
      replica.find('map', 'key8999') === undefined ? ['map', 'key0'] : ['map'];
    expect(replica.value(...owner, 'key0', 'key1')).toBe(1);
    expect(unsentOf(replica, ...owner, 'key8999')).toBe(2);
    expect(replica.nodes.size).toBeLessThanOrEqual(20_500);
    expect(replica.nodes.size).toBeGreaterThan(20_490);
    await subject.sample(replica);
    expect([...replica.nodes.keys()]).toEqual(firstIds);
  },
);

test('a large object that is gone does not become lazy later in the sample', async () => {
  const subject = new SampledRegistry();
  const sizes = { first: 0, gone: 11_000, second: 0, third: 0 };
  for (const name of ['first', 'gone', 'second', 'third'] as const) {
    subject.registry.func(name, () =>
      sizes[name] === 0 ? 'none' : objectOf(sizes[name], () => 'value'),
    );
  }
  fill(subject.registry.newMap('map'), 9400);
  const replica = await subject.open();
  Object.assign(sizes, { first: 12_000, gone: 0, second: 10_500, third: 9000 });
  await subject.sample(replica);
  expect(replica.value('gone')).toBe('none');
  expect([...replica.lazy]).toEqual([
    [replica.find('first')!.id, 12_000],
    [replica.find('second')!.id, 10_500],
  ]);
});

test('a map that shrinks while it is scanned has no negative rest', () => {
  const { registry } = new SampledRegistry();
  const map = fill(registry.newMap('map'), 10_000);
  const tree = new VariableTree(registry, new SeriesStore());
  tree.isComplete = true;
  const update = tree.update(registry.select(() => {}));
  while (tree.nodes.size < 5000) {
    update.next();
  }
  for (let i = 0; i < 3000; i++) {
    map.delete(`key${i}`);
  }
  map.delete('key9999');
  while (!update.next().done);
  expect([...tree.changedLazy].every(({ unsent }) => unsent >= 0)).toBe(true);
  for (const _ of tree.update(registry.select(() => {})));
  expect(tree.nodes.size).toBe(7000);
  expect(tree.lazyBranches).toEqual([]);
});
