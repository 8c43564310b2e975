import {
  ExpvarRegistry,
  FloatVar,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  StringVar,
  Var,
} from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import {
  type ValueVisitor,
  visitValues,
} from '../../../src/evaluation/visit-values.js';
import {
  EventLoopYielder,
  TimeSlice,
} from '../../../src/support/event-loop.js';
import { captureWarnings } from '../../support/registries.js';

/** Lists the visited values as pairs of a path and a value. */
class Lister implements ValueVisitor<readonly string[]> {
  readonly values: [path: string, value: unknown][] = [];

  constructor(private readonly skipped?: string) {}

  enter(parent: readonly string[], key: string) {
    return key === this.skipped ? undefined : [...parent, key];
  }

  visit(parent: readonly string[], key: string, value: unknown): void {
    this.values.push([[...parent, key].join('.'), value]);
  }
}

async function evaluatedValues(
  registry: ExpvarRegistry,
  lister = new Lister(),
) {
  await visitValues(
    await registry.evaluate(),
    [],
    lister,
    new TimeSlice(new EventLoopYielder()),
  );
  return { values: lister.values };
}

class TextVar extends Var {
  constructor(private readonly text: string) {
    super();
  }

  toString(): string {
    return this.text;
  }
}

function mapOf(members: Record<string, Var | null>): MapVar {
  const map = new MapVar();
  for (const [key, variable] of Object.entries(members)) {
    map.set(key, variable);
  }
  return map;
}

function failuresOf(registry: ExpvarRegistry) {
  return registry.failures().map(({ path, reason }) => path.concat(reason));
}

describe('the evaluated values of a registry', () => {
  test('have the types of their variables, the outer ones first', async () => {
    const registry = new ExpvarRegistry();
    registry.publish('b', mapOf({ z: new IntVar(1), a: new IntVar(2) }));
    registry.publish('a', new IntVar(-3));
    registry.publish('big', new IntVar(2n ** 60n));
    registry.publish('float', new FloatVar(0.5));
    registry.publish('text', new StringVar('t'));
    registry.publish('none', null);
    registry.publish('custom', new TextVar('{"m":[1,"x",null,true]}'));
    registry.func('func', () => ({ n: 1, no: undefined, list: [{ k: 2 }] }));
    registry.func('async', async () => 'later');
    expect((await evaluatedValues(registry)).values).toEqual([
      ['a', -3],
      ['async', 'later'],
      ['big', 2n ** 60n],
      ['float', 0.5],
      ['none', null],
      ['text', 't'],
      ['b.a', 2],
      ['b.z', 1],
      ['custom.m', [1, 'x', null, true]],
      ['func.n', 1],
      ['func.list', [new Map([['k', 2]])]],
    ]);
  });

  test('include the window of a histogram', async () => {
    const registry = new ExpvarRegistry();
    const histogram = new HistogramVar({ window: 60 }, () => 0);
    histogram.record(2);
    registry.publish('h', histogram);
    const { values } = await evaluatedValues(registry);
    expect(values).toContainEqual(['h.p99', 2]);
    expect(values).toContainEqual(['h.window.seconds', 60]);
    expect(values).toContainEqual(['h.window.p99', 2]);
  });

  test('have an empty object for a map and an object without members', async () => {
    const registry = new ExpvarRegistry();
    registry.newMap('map');
    registry.func('object', () => ({}));
    expect((await evaluatedValues(registry)).values).toEqual([
      ['map', new Map()],
      ['object', new Map()],
    ]);
  });

  test('have the JSON of a class that overrides toString()', async () => {
    class Doubled extends IntVar {
      override toString(): string {
        return String(this.value * 2);
      }
    }
    const registry = new ExpvarRegistry();
    registry.publish('n', new Doubled(4));
    expect((await evaluatedValues(registry)).values).toEqual([['n', 8]]);
  });

  test('have the value of a variable that a function returns', async () => {
    const registry = new ExpvarRegistry();
    registry.func('int', () => new IntVar(1));
    registry.func('map', () => mapOf({ n: new IntVar(2) }));
    registry.func('list', () => [
      new FuncVar(() => new IntVar(3)),
      mapOf({ n: new IntVar(4) }),
    ]);
    expect((await evaluatedValues(registry)).values).toEqual([
      ['int', 1],
      ['list', [3, new Map([['n', 4]])]],
      ['map.n', 2],
    ]);
  });
});

describe('a variable that fails', () => {
  test('is null at top level and left out of a map', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    const fails = new FuncVar(() => {
      throw new Error('boom');
    });
    registry.publish('f', fails);
    registry.publish('map', mapOf({ f: fails, n: new IntVar(1) }));
    registry.publish('nan', new FloatVar(NaN));
    registry.publish('text', new TextVar('{'));
    expect((await evaluatedValues(registry)).values).toEqual([
      ['f', null],
      ['nan', null],
      ['text', null],
      ['map.n', 1],
    ]);
    expect(failuresOf(registry)).toEqual([
      ['map', 'f', 'Error: boom'],
      ['text', 'Error: toString() returned text that is not JSON'],
      ['nan', expect.stringContaining('NaN')],
      ['f', 'Error: boom'],
    ]);
  });

  test('is left out of the value of a function', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.func('f', () => ({ bad: new TextVar('{'), good: 1 }));
    expect((await evaluatedValues(registry)).values).toEqual([['f.good', 1]]);
    expect(failuresOf(registry)).toEqual([
      [
        'f',
        '(a variable in its value)',
        'Error: toString() returned text that is not JSON',
      ],
    ]);
  });

  test('has the reason of a map that contains itself', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    const map = registry.newMap('map');
    map.set('self', map);
    map.set('n', new IntVar(1));
    expect((await evaluatedValues(registry)).values).toEqual([['map.n', 1]]);
    expect(failuresOf(registry)).toEqual([
      ['map', 'self', 'Error: the map contains itself'],
    ]);
  });

  test('has the reason of a map that takes more than 1 MiB', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.publish('map', mapOf({ ['x'.repeat(1024 * 1024)]: null }));
    expect((await evaluatedValues(registry)).values).toEqual([['map', null]]);
    expect(failuresOf(registry)).toEqual([
      ['map', 'Error: the map takes more than 1 MiB'],
    ]);
  });

  test('has the reason of variables that nest deeper than 100 levels', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    let map = mapOf({ n: new IntVar(1) });
    let func = new FuncVar(() => new IntVar(2));
    for (let i = 1; i < 100; i++) {
      const [innerMap, innerFunc] = [map, func];
      map = mapOf({ m: innerMap });
      func = new FuncVar(() => innerFunc);
    }
    registry.publish('func', func);
    registry.publish('map', map);
    const { values } = await evaluatedValues(registry);
    expect(values).toEqual([
      ['func', 2],
      [`map.${'m.'.repeat(99)}n`, 1],
    ]);
    expect(failuresOf(registry)).toEqual([]);

    registry.publish('func1', new FuncVar(() => func));
    registry.publish('map1', mapOf({ m: map }));
    await evaluatedValues(registry);
    expect(failuresOf(registry)).toEqual([
      [
        'map1',
        ...Array<string>(100).fill('m'),
        'Error: variables nest deeper than 100 levels',
      ],
      ['func1', 'Error: variables nest deeper than 100 levels'],
    ]);
  });
});

test('a function that blocks the event loop has a value and a warning', async () => {
  const warnings = captureWarnings();
  const registry = new ExpvarRegistry();
  registry.newMap('map').set(
    'slow',
    new FuncVar(() => {
      const end = performance.now() + 60;
      while (performance.now() < end);
      return 1;
    }),
  );
  expect((await evaluatedValues(registry)).values).toEqual([['map.slow', 1]]);
  expect(warnings).toEqual([
    expect.stringMatching(
      /^variable "map"\."slow" blocked the event loop for \d+ ms; /,
    ),
  ]);
});

describe('a reader of evaluated values', () => {
  test('may skip the members of an object', async () => {
    const registry = new ExpvarRegistry();
    registry.publish('a', mapOf({ n: new IntVar(1) }));
    registry.publish('b', mapOf({ n: new IntVar(2) }));
    expect(await evaluatedValues(registry, new Lister('a'))).toEqual({
      values: [['b.n', 2]],
    });
  });

  test('yields to the event loop after each 64 members at most', async () => {
    const registry = new ExpvarRegistry();
    const map = registry.newMap('map');
    for (let i = 0; i < 127; i++) {
      map.add(`key ${i}`);
    }
    for (const [isOver, yields] of [
      [true, 2],
      [false, 0],
    ] as const) {
      const slice = { isOver, yield: vi.fn(() => Promise.resolve()) };
      await visitValues(
        await registry.evaluate(),
        [],
        new Lister(),
        slice as unknown as TimeSlice,
      );
      expect(slice.yield).toHaveBeenCalledTimes(yields);
    }
  });
});
