import { ExpvarRegistry, FuncVar, IntVar, MapVar } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import type { TimeSlice } from '../../../src/support/event-loop.js';
import { documentOf } from '../../support/registries.js';

function registryOf(functions: number): ExpvarRegistry {
  const registry = new ExpvarRegistry();
  for (let i = 0; i < functions; i++) {
    registry.func(`f${i}`, () => i);
  }
  return registry;
}

/** Creates a time slice that counts its yields and restarts. */
function createSlice(isOver: boolean) {
  return {
    isOver,
    yield: vi.fn(() => Promise.resolve()),
    restart: vi.fn(),
    run<T>(steps: Iterator<undefined, T>): T {
      let step = steps.next();
      while (!step.done) {
        step = steps.next();
      }
      return step.value;
    },
  };
}

function asSlice(slice: ReturnType<typeof createSlice>): TimeSlice {
  return slice as unknown as TimeSlice;
}

describe('the evaluation of many functions', () => {
  test.each([
    { functions: 4, isOver: true, yields: 1 },
    { functions: 5, isOver: true, yields: 2 },
    { functions: 9, isOver: true, yields: 3 },
    { functions: 9, isOver: false, yields: 0 },
  ])(
    'yields $yields times for $functions functions when its slice is over: $isOver',
    async ({ functions, isOver, yields }) => {
      const slice = createSlice(isOver);
      await registryOf(functions).evaluate({}, asSlice(slice));
      expect(slice.yield).toHaveBeenCalledTimes(yields);
    },
  );

  test('stops after a yield when its signal has aborted', async () => {
    const registry = new ExpvarRegistry();
    const fn = vi.fn<() => number>();
    registry.func('f', fn);
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(
      registry.evaluate({ signal }, asSlice(createSlice(true))),
    ).rejects.toThrow('gone');
    expect(fn).not.toHaveBeenCalled();
  });

  test('starts a new slice after it has waited, and only then', async () => {
    const registry = registryOf(1);
    const slice = createSlice(false);
    await registry.evaluate({}, asSlice(slice));
    expect(slice.restart).not.toHaveBeenCalled();
    registry.func('async', async () => 1);
    await registry.evaluate({}, asSlice(slice));
    expect(slice.restart).toHaveBeenCalledTimes(1);
  });
});

describe('a document of some names', () => {
  test('has these names, and calls no function of the others', async () => {
    const registry = registryOf(2);
    const other = vi.fn<() => number>();
    registry.func('other', other);
    const document = await registry.render((name) => name.startsWith('f'));
    expect(document.toString()).toBe('{\n"f0": 0,\n"f1": 1\n}\n');
    expect(other).not.toHaveBeenCalled();
  });

  test('is given up when its signal aborts', async () => {
    const registry = new ExpvarRegistry();
    const controller = new AbortController();
    registry.func('hung', () => new Promise(() => {}));
    const document = registry.render(undefined, { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(document).rejects.toThrow('gone');
  });
});

test('a listener may publish variables before each evaluation', async () => {
  const registry = new ExpvarRegistry();
  let count = 0;
  registry.beforeEvaluate(() => {
    registry.publish(`n${count}`, new IntVar(count));
    count++;
  });
  expect(await documentOf(registry)).toBe('{\n"n0": 0\n}\n');
  expect(await documentOf(registry)).toBe('{\n"n0": 0,\n"n1": 1\n}\n');
  expect([...registry.names()]).toEqual(['n0', 'n1']);
});

test('a reserved variable keeps its metadata and names the package as its source', () => {
  const registry = new ExpvarRegistry();
  const memstats = new FuncVar(() => ({}));
  registry.publishReserved('memstats', memstats, { description: 'Memory' });
  expect(registry.meta('memstats')).toEqual({
    description: 'Memory',
    source: 'nestjs-expvar',
  });
});

test('a name that only ends like a reserved one is published', () => {
  const registry = new ExpvarRegistry();
  registry.newInt('xcmdline');
  expect(registry.has('xcmdline')).toBe(true);
});

describe('an error about names', () => {
  test('names the owner of a map whose key is taken without metadata', () => {
    const registry = new ExpvarRegistry();
    const map = registry.newMap('m', { source: 'Jobs.map' });
    map.set('k', new IntVar());
    expect(() =>
      registry.publishInMap('m', 'k', new IntVar(), { source: 'Quotes.k' }),
    ).toThrow(
      'reuse of key "k" in map "m": by Jobs.map and again by Quotes.k;',
    );
  });

  test('names the owner of a key that was published into a map', () => {
    const registry = new ExpvarRegistry();
    registry.publishInMap('m', 'k', new IntVar(), { source: 'Jobs.k' });
    expect(() =>
      registry.publishInMap('m', 'k', new IntVar(), { source: 'Quotes.k' }),
    ).toThrow(
      new Error(
        'expvar: reuse of key "k" in map "m": by Jobs.k and again by Quotes.k; rename one of them, or give one of the classes a map of its own with @ExposeVarMap(\'name\')',
      ),
    );
  });

  test('names the owner of a variable that is not a map', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('m', { source: 'Jobs.m' });
    expect(() =>
      registry.publishInMap('m', 'k', new IntVar(), { source: 'Quotes.k' }),
    ).toThrow(
      new Error(
        'expvar: Quotes.k cannot publish "k" in map "m": that name holds a variable of Jobs.m that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\')',
      ),
    );
  });

  test("says how to leave the package's own variable out", () => {
    const registry = new ExpvarRegistry();
    registry.newInt('node', { source: 'nestjs-expvar' });
    expect(() => registry.newInt('node', { source: 'Jobs.node' })).toThrow(
      new Error(
        'expvar: reuse of exported var name: "node" is published by nestjs-expvar and again by Jobs.node; choose another name, or leave the module\'s own variable out, as with ExpvarModule.forRoot({ node: false })',
      ),
    );
  });

  test('says how to publish a value', () => {
    const registry = new ExpvarRegistry();
    expect(() => registry.publish('n', 1 as never)).toThrow(
      new TypeError(
        'expvar: publish("n", …) takes a variable, not a value of type number; to publish a value use func("n", () => value)',
      ),
    );
  });

  test.each<[unknown, string]>([
    [{}, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
  ])('shows the name %s as %s', (name, shown) => {
    expect(() =>
      new ExpvarRegistry().publish(name as string, new IntVar()),
    ).toThrow(`cannot publish the name ${shown}: a name must be a string`);
  });

  test('names the type of a variable of another type', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('int');
    registry.publish('null', null);
    expect(() => registry.get('int', MapVar)).toThrow(
      new TypeError(
        'expvar: get("int", MapVar): "int" is an IntVar; ask for its own type, or for any with get("int")',
      ),
    );
    expect(() => registry.get('null', MapVar)).toThrow('"null" is null;');
  });
});
