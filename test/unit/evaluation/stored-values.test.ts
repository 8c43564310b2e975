import {
  ExpvarRegistry,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  Var,
} from 'nestjs-expvar';
import { expect, test } from 'vitest';
import {
  type ValueVisitor,
  visitValues,
} from '../../../src/evaluation/visit-values.js';
import {
  EventLoopYielder,
  TimeSlice,
} from '../../../src/support/event-loop.js';
import { PropertyVar } from '../../../src/vars/property-var.js';
import { captureWarnings } from '../../support/registries.js';

class PathCollector implements ValueVisitor<string> {
  readonly values: Record<string, unknown> = {};
  visits = 0;

  enter(parent: string, key: string): string {
    this.visits++;
    return `${parent}${key}.`;
  }

  visit(parent: string, key: string, value: unknown): void {
    this.visits++;
    this.values[`${parent}${key}`] = value;
  }
}

async function storedValues(registry: ExpvarRegistry, maxVisits = 1000) {
  const collector = new PathCollector();
  const remaining = await visitValues(
    await registry.evaluateStored(),
    '',
    collector,
    new TimeSlice(new EventLoopYielder()),
    maxVisits,
  );
  const { values, visits } = collector;
  return { values, visits, remaining };
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
  const { values } = await storedValues(registry);
  expect(values).not.toHaveProperty(['took.window.count']);
  expect(values).toMatchObject({
    int: 3,
    big: 2 ** 60,
    float: 0.5,
    text: 'a',
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
  expect((await storedValues(registry)).values).toEqual({});
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
  expect((await storedValues(registry)).values).toEqual({
    'queue.length': 1,
    'custom.a': 1,
    'map.async': 7,
  });
  registry.unpublish('queue');
  expect((await storedValues(registry)).values).not.toHaveProperty('queue');
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
  expect((await storedValues(registry)).values).toEqual({ fine: 0 });
  expect(registry.failures()).toEqual([]);
});

test('reads the number or variable in a property', async () => {
  const registry = new ExpvarRegistry();
  const owner: { ticks: unknown } = { ticks: 1 };
  registry.publish('ticks', new PropertyVar(() => owner, 'ticks'));
  expect((await storedValues(registry)).values).toEqual({ ticks: 1 });
  owner.ticks = 'text';
  expect((await storedValues(registry)).values).toEqual({});
  const int = new IntVar();
  int.set(9);
  owner.ticks = int;
  expect((await storedValues(registry)).values).toEqual({ ticks: 9 });
});

test('skips a map inside itself', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  map.set('self', map);
  map.add('n', 1);
  captureWarnings();
  expect((await storedValues(registry)).values).toEqual({ 'map.n': 1 });
});

test('visits no more members than the given maximum', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  for (let i = 0; i < 50_000; i++) {
    map.add(`key ${i}`);
  }
  const { visits, remaining, values } = await storedValues(registry, 2000);
  expect(visits).toBe(2000);
  expect(Object.keys(values)).toHaveLength(1999);
  expect(remaining).toBe(48_001);
});

test('leaves out a map that is too large for a document', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  for (let i = 0; i < 200_000; i++) {
    map.add(`key ${i}`);
  }
  registry.newInt('n');
  expect((await storedValues(registry)).values).toEqual({ n: 0 });
});
