import {
  ExpvarRegistry,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  StringVar,
  Var,
} from 'nestjs-expvar';
import { expect, test } from 'vitest';
import {
  EventLoopYielder,
  TimeSlice,
} from '../../../src/support/event-loop.js';
import { Sampler } from '../../../src/dashboard/sampler.js';
import { PropertyVar } from '../../../src/vars/property-var.js';
import { processSource } from '../../support/process-source.js';
import { captureWarnings } from '../../support/registries.js';

const { signal } = new AbortController();

/** Samples a registry once while nobody watches. @returns the numbers by path */
async function storedValues(
  registry: ExpvarRegistry,
  sampler = new Sampler(registry, processSource()),
): Promise<Record<string, number>> {
  await sampler.sampleStored(signal);
  const { nodes } = await new TimeSlice(new EventLoopYielder()).run(
    sampler.snapshot(),
  );
  const paths = new Map([[-1, '']]);
  const values: Record<string, number> = {};
  for (const [i, id] of nodes.ids.entries()) {
    const path = `${paths.get(nodes.parents[i]!)!}${nodes.keys[i]!}`;
    paths.set(id, `${path}.`);
    const sample = sampler.history([id]).series.get(id)?.at(-1);
    if (typeof sample === 'number') {
      values[path] = sample;
    }
  }
  return values;
}

test('reads the values of all built-in types, also in maps', async () => {
  const registry = new ExpvarRegistry();
  registry.newInt('int').set(3);
  registry.newInt('big').set(2n ** 60n);
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
  const values = await storedValues(registry);
  expect(values).not.toHaveProperty(['took.window.count']);
  expect(values).toMatchObject({
    int: 3,
    big: 2 ** 60,
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

test('runs no code of the application', async () => {
  let calls = 0;
  class CustomVar extends Var {
    toString() {
      calls++;
      return '1';
    }
  }
  class OverriddenInt extends IntVar {
    override get value() {
      calls++;
      return 1;
    }
  }
  class OverriddenMap extends MapVar {
    override toString() {
      calls++;
      return '{}';
    }
  }
  const registry = new ExpvarRegistry();
  registry.func('func', () => ++calls);
  registry.publish('custom', new CustomVar());
  registry.publish('int', new OverriddenInt());
  registry.publish('overridden', new OverriddenMap());
  registry.publishInMap('map', 'custom', new CustomVar());
  registry.publish('proxy', new Proxy(new IntVar(), { get: () => ++calls }));
  registry.publish('null', null);
  calls = 0;
  expect(await storedValues(registry)).toEqual({});
  expect(calls).toBe(0);
});

test('reads variables with history: true, and calls no other function', async () => {
  const registry = new ExpvarRegistry();
  let calls = 0;
  class CustomVar extends Var {
    toString() {
      return '{"a":1}';
    }
  }
  registry.func('queue', () => ({ length: ++calls }), { history: true });
  registry.func('other', () => ++calls);
  registry.publish('custom', new CustomVar(), { history: true });
  registry.publishInMap('map', 'async', new FuncVar(async () => 7), {
    history: true,
  });
  registry.publishInMap('map', 'other', new FuncVar(() => ++calls));
  expect(await storedValues(registry)).toEqual({
    'queue.length': 1,
    'custom.a': 1,
    'map.async': 7,
  });
  registry.unpublish('queue');
  expect(await storedValues(registry)).not.toHaveProperty('queue');
  expect(calls).toBe(1);
});

test('shares the running call and the failures with scrapes', async () => {
  captureWarnings();
  const registry = new ExpvarRegistry(50);
  let calls = 0;
  registry.func(
    'hung',
    () => {
      calls++;
      return new Promise(() => {});
    },
    { history: true },
  );
  await Promise.all([storedValues(registry), registry.render()]);
  expect(calls).toBe(1);
  expect(registry.failures()).toMatchObject([
    { path: ['hung'], count: 2, reason: 'Error: no value within 50 ms' },
  ]);
});

test('reports no failure that only a scrape should report', async () => {
  const registry = new ExpvarRegistry();
  registry.newFloat('nan').set(NaN);
  Object.defineProperty(registry.newInt('broken'), 'value', {
    get: () => {
      throw new Error('boom');
    },
  });
  registry.newInt('fine');
  expect(await storedValues(registry)).toEqual({ fine: 0 });
  expect(registry.failures()).toEqual([]);
});

test('reads the number or variable in a property', async () => {
  const registry = new ExpvarRegistry();
  const owner: { ticks: unknown } = { ticks: 1 };
  registry.publish('ticks', new PropertyVar(() => owner, 'ticks'));
  expect(await storedValues(registry)).toEqual({ ticks: 1 });
  owner.ticks = 'text';
  expect(await storedValues(registry)).toEqual({});
  const int = new IntVar();
  int.set(9);
  owner.ticks = int;
  expect(await storedValues(registry)).toEqual({ ticks: 9 });
});

test('skips a map inside itself', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  map.set('self', map);
  map.add('n', 1);
  captureWarnings();
  expect(await storedValues(registry)).toEqual({ 'map.n': 1 });
});

test('finds the numbers of a large map in the course of some samples', async () => {
  const registry = new ExpvarRegistry();
  const sampler = new Sampler(registry, processSource());
  const map = registry.newMap('map');
  for (let i = 0; i < 10_000; i++) {
    map.set(`key ${i}`, new StringVar());
  }
  registry.newMap('last').add('n', 1);
  const samples: Record<string, number>[] = [];
  for (let i = 0; i < 4; i++) {
    samples.push(await storedValues(registry, sampler));
  }
  expect(samples[0]).toEqual({});
  expect(samples[3]).toEqual({ 'last.n': 1 });
});

test('gives the places of other numbers to declared counters', async () => {
  const registry = new ExpvarRegistry();
  const sampler = new Sampler(registry, processSource());
  for (let i = 0; i < 2500; i++) {
    registry.newInt(`gauge${i}`);
  }
  registry.newInt('requests', { kind: 'counter' });
  await sampler.sampleStored(signal);
  const { nodes } = await new TimeSlice(new EventLoopYielder()).run(
    sampler.snapshot(),
  );
  const lastSample = (name: string) => {
    const id = nodes.ids[nodes.keys.indexOf(name)]!;
    return sampler.history([id]).series.get(id)?.at(-1);
  };
  expect(lastSample('requests')).toBe(0);
  expect(lastSample('gauge0')).toBe(0);
  expect(lastSample('gauge1998')).toBe(0);
  expect(lastSample('gauge1999')).toBeNull();
});

test('gives the place of a gone number to another', async () => {
  const registry = new ExpvarRegistry();
  const sampler = new Sampler(registry, processSource());
  for (let i = 0; i < 2001; i++) {
    registry.newInt(`n${i}`);
  }
  expect(await storedValues(registry, sampler)).not.toHaveProperty('n2000');
  registry.unpublish('n5');
  await sampler.sampleStored(signal);
  expect(await storedValues(registry, sampler)).toHaveProperty('n2000');
});

test('leaves out a map that is too large for a document', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  for (let i = 0; i < 200_000; i++) {
    map.add(`key ${i}`);
  }
  registry.newInt('n');
  expect(await storedValues(registry)).toEqual({ n: 0 });
});

test('follows a bounded number of maps in maps', async () => {
  const registry = new ExpvarRegistry();
  const sampler = new Sampler(registry, processSource());
  let map = new MapVar();
  for (let i = 0; i < 30; i++) {
    const outer = new MapVar();
    outer.set('a', map);
    outer.set('b', map);
    map = outer;
  }
  registry.publish('maps', map);
  const sampleTimes = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await sampler.sampleStored(signal);
    }
  };
  await sampleTimes(10);
  registry.func('queue', () => 5, { history: true });
  registry.newInt('jobs');
  await sampleTimes(10);
  const { nodes } = await new TimeSlice(new EventLoopYielder()).run(
    sampler.snapshot(),
  );
  expect(nodes.ids).toHaveLength(20_500 + 1);
  const id = nodes.ids[nodes.keys.indexOf('queue')]!;
  expect(sampler.history([id]).series.get(id)?.at(-1)).toBe(5);
});
