import {
  ExpvarRegistry,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  Var,
} from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { PropertyVar } from '../../../src/vars/property-var.js';
import { SeriesStore } from '../../../src/dashboard/series-store.js';
import { PassiveSampler } from '../../../src/dashboard/passive-sampler.js';

function taken(registry: ExpvarRegistry) {
  const catalog = new SeriesStore();
  const asked = new PassiveSampler(catalog, registry).take(0);
  return {
    values: Object.fromEntries(
      [...catalog.leaves].map(({ path, value }) => [path.join('.'), value]),
    ),
    asked: asked.map(({ branch, key }) => [...branch.path, key].join('.')),
  };
}

test('numbers of all types, also in maps', () => {
  const registry = new ExpvarRegistry();
  registry.newInt('int').set(3);
  registry.newFloat('float').set(0.5);
  registry.newString('text').set('a');
  const map = registry.newMap('map');
  map.add('hits', 2);
  map.set('inner', new MapVar());
  (map.get('inner') as MapVar).addFloat('f', 1.5);
  const histogram = new HistogramVar({ window: 60 });
  histogram.record(4);
  registry.publish('took', histogram);
  const rate = new RateVar(() => 0);
  rate.add(2);
  registry.publish('rate', rate);
  expect(taken(registry).values).toEqual({
    int: 3,
    float: 0.5,
    'map.hits': 2,
    'map.inner.f': 1.5,
    'took.count': 1,
    'took.p50': 4,
    'took.p99': 4,
    'rate.count': 2,
    'rate.rate1m': expect.any(Number),
  });
});

test('no code of the application is run', () => {
  let calls = 0;
  class Own extends Var {
    toString() {
      calls++;
      return '1';
    }
  }
  class OwnInt extends IntVar {
    override get value() {
      calls++;
      return 1;
    }
  }
  class OwnMap extends MapVar {
    override [Symbol.iterator](): IterableIterator<[string, Var | null]> {
      calls++;
      return super[Symbol.iterator]();
    }
  }
  const registry = new ExpvarRegistry();
  registry.func('func', () => ++calls);
  registry.publish('own', new Own());
  registry.publish('ownInt', new OwnInt());
  registry.publish('ownMap', new OwnMap());
  registry.publishInMap('map', 'own', new Own());
  registry.publish('null', null);
  expect(taken(registry)).toEqual({ values: {}, asked: [] });
  expect(calls).toBe(0);
});

test('those that say history: true are told', () => {
  const registry = new ExpvarRegistry();
  registry.func('queue', () => 1, { history: true });
  registry.func('other', () => 1);
  registry.publishInMap('map', 'size', new IntVar(), { history: true });
  registry.publishInMap(
    'map',
    'asked',
    registry.func('x', () => 1),
    {
      history: true,
    },
  );
  expect(taken(registry).asked).toEqual(['queue', 'map.asked']);
});

test('a map in itself has an end', () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  map.set('self', map);
  map.add('n', 1);
  expect(Object.keys(taken(registry).values)).toHaveLength(15);
});

test('what changes is found, and what stays is read again', () => {
  const registry = new ExpvarRegistry();
  const catalog = new SeriesStore();
  const stored = new PassiveSampler(catalog, registry);
  const at = (tick: number) => {
    stored.take(tick);
    return Object.fromEntries(
      [...catalog.leaves]
        .filter(({ seen }) => seen === tick)
        .map(({ path, value }) => [path.join('.'), value]),
    );
  };
  const owner: { held: unknown } = { held: 1 };
  registry.publish('held', new PropertyVar(() => owner, 'held'));
  const jobs = registry.newInt('jobs');
  expect(at(0)).toEqual({ held: 1, jobs: 0 });
  jobs.set(5);
  owner.held = 2;
  expect(at(1)).toEqual({ held: 2, jobs: 5 });
  const map = registry.newMap('map');
  owner.held = 'text';
  expect(at(2)).toEqual({ jobs: 5 });
  map.add('key', 3);
  const held = new IntVar();
  held.set(9);
  owner.held = held;
  expect(at(3)).toEqual({ held: 9, jobs: 5, 'map.key': 3 });
  map.delete('key');
  registry.unpublish('jobs');
  owner.held = new IntVar();
  expect(at(4)).toEqual({ held: 0 });
  owner.held = undefined;
  expect(at(5)).toEqual({});
});

test('what somebody has made fail harms no other', () => {
  const registry = new ExpvarRegistry();
  const boom = () => {
    throw new Error('boom');
  };
  Object.defineProperty(registry.newInt('a'), 'value', { get: boom });
  Object.defineProperty(registry.newHistogram('b'), 'count', { get: boom });
  registry.newMap('c').add('d', 1);
  registry.newMap('e').add('f', 2);
  const catalog = new SeriesStore();
  const stored = new PassiveSampler(catalog, registry);
  stored.take(0);
  Object.assign(registry.get('c')!, { sorted: undefined });
  stored.take(1);
  const seen = [...catalog.leaves].filter((leaf) => leaf.seen === 1);
  expect(seen.map(({ path }) => path)).toEqual([['e', 'f']]);
});
