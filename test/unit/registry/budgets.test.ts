import { ExpvarRegistry, FuncVar, MapVar, StringVar, Var } from 'nestjs-expvar';
import { beforeEach, describe, expect, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

const MIB = 1024 * 1024;
const TOO_LONG = 'the variable exceeds 1 MiB, or the document 8 MiB';

class TextVar extends Var {
  constructor(private readonly text: string) {
    super();
  }

  toString(): string {
    return this.text;
  }
}

function stringVar(value: string): StringVar {
  const variable = new StringVar();
  variable.set(value);
  return variable;
}

/** Returns a map whose text has the given number of bytes. */
function mapOf(bytes: number): MapVar {
  const map = new MapVar();
  const half = Math.floor(bytes / 2);
  // {"a": "…", "b": "…"} has 18 bytes beside the two texts.
  map.set('a', stringVar('x'.repeat(half - 18)));
  map.set('b', stringVar('x'.repeat(bytes - half)));
  return map;
}

let warnings: string[];
beforeEach(() => {
  warnings = captureWarnings();
});

describe.each<[string, (bytes: number) => Var]>([
  ['a function', (bytes) => new FuncVar(() => 'x'.repeat(bytes - 2))],
  [
    'a function of 3-byte characters',
    (bytes) => {
      const rest = bytes - 2;
      return new FuncVar(
        () => '市'.repeat(Math.floor(rest / 3)) + 'x'.repeat(rest % 3),
      );
    },
  ],
  [
    'a function of an object',
    (bytes) => new FuncVar(() => ({ a: ['x'.repeat(bytes - 10)] })),
  ],
  ['a string', (bytes) => stringVar('x'.repeat(bytes - 2))],
  [
    'a string with escapes',
    (bytes) => {
      const rest = bytes - 2;
      return stringVar(
        '\n'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2),
      );
    },
  ],
  ['a custom variable', (bytes) => new TextVar(`"${'x'.repeat(bytes - 2)}"`)],
  ['a map', (bytes) => mapOf(bytes)],
])('%s', (_what, make) => {
  test('of 1 MiB is written', async () => {
    const registry = new ExpvarRegistry();
    registry.publish('big', make(MIB));
    const document = await registry.render();
    expect(document.length).toBe('{\n"big": \n}\n'.length + MIB);
    expect(warnings).toEqual([]);
  });

  test('of one byte more is null, and the other variables are written', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a').set(1);
    registry.publish('big', make(MIB + 1));
    registry.newInt('c').set(3);
    expect((await documentOf(registry)).slice(0, 50)).toBe(
      '{\n"a": 1,\n"big": null,\n"c": 3\n}\n',
    );
    expect(warnings).toHaveLength(1);
  });
});

test('a variable beyond 1 MiB is left out of its map', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  map.set('a', new FuncVar(() => 1));
  map.set('b', new FuncVar(() => 'x'.repeat(MIB)));
  map.set('c', new FuncVar(() => 3));
  expect(await documentOf(registry)).toBe('{\n"map": {"a": 1, "c": 3}\n}\n');
});

test('the size of a map includes the maps inside it', async () => {
  const registry = new ExpvarRegistry();
  registry.newMap('outer').set('inner', mapOf(MIB - 10));
  expect((await documentOf(registry)).slice(0, 20)).toBe(
    '{\n"outer": null\n}\n',
  );
  expect(warnings).toEqual([`variable "outer" failed: Error: ${TOO_LONG}`]);
});

test('the keys of a map that cannot fit are not sorted', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  for (let i = 0; i < 150_000; i++) {
    map.add(String(i));
  }
  map.set('func', new FuncVar(() => 1));
  expect(await documentOf(registry)).toBe('{\n"map": null\n}\n');
  const { latest } = (map as unknown as { sorted: { latest: object } }).sorted;
  expect(latest).toHaveLength(0);
});

describe('the document', () => {
  test('of more than 8 MiB has null for variables that do not fit', async () => {
    const registry = new ExpvarRegistry();
    for (const name of 'abcdefgh') {
      registry.func(name, () => 'x'.repeat(MIB - 2));
    }
    registry.newInt('i').set(9);
    const document = await documentOf(registry);
    expect(document.length).toBeLessThanOrEqual(8 * MIB);
    expect(
      Object.entries(JSON.parse(document) as object).map(([name, value]) =>
        typeof value === 'string' ? name : [name, value],
      ),
    ).toEqual([...'abcdefg'.split(''), ['h', null], ['i', 9]]);
    expect(warnings).toEqual([`variable "h" failed: Error: ${TOO_LONG}`]);
  });

  test('has null for plain numbers that do not fit, too', async () => {
    const registry = new ExpvarRegistry();
    for (const name of 'abcdefg') {
      registry.func(name, () => 'x'.repeat(MIB - 2));
    }
    const names = Array.from({ length: 60_000 }, (_, i) => `n${100_000 + i}`);
    for (const name of names) {
      registry.newInt(name).set(1e9);
    }
    const document = JSON.parse(await documentOf(registry)) as object;
    const values = Object.values(document).slice(7) as (number | null)[];
    const firstLost = values.indexOf(null);
    expect(firstLost).toBeGreaterThan(40_000);
    expect(values.slice(0, firstLost).every((value) => value === 1e9)).toBe(
      true,
    );
    expect(values.slice(firstLost).every((value) => value === null)).toBe(true);
    // At most 1000 variables have a line of their own.
    expect(warnings.length).toBeLessThanOrEqual(1001);
  });

  test('always has cmdline and memstats', async () => {
    const registry = new ExpvarRegistry();
    for (const name of 'ABCDEFG') {
      registry.func(name, () => 'x'.repeat(MIB - 2));
    }
    registry.func('H', () => 'x'.repeat(MIB - 100));
    registry.publishReserved('cmdline', new FuncVar(() => ['node']));
    registry.publishReserved('memstats', new FuncVar(() => 'x'.repeat(1000)));
    registry.newInt('n').set(1);
    const { H, ...document } = JSON.parse(await documentOf(registry)) as {
      readonly H: string;
    };
    expect(H).toHaveLength(MIB - 100);
    expect(document).toMatchObject({
      cmdline: ['node'],
      memstats: 'x'.repeat(1000),
      n: null,
    });
  });
});

test('a map with many variables beyond 1 MiB fails as a whole', async () => {
  const registry = new ExpvarRegistry();
  const map = registry.newMap('map');
  for (let i = 0; i < 1000; i++) {
    map.set(`key${i}`, stringVar('<'.repeat(300_000)));
  }
  registry.newInt('n').set(1);
  expect(await documentOf(registry)).toBe('{\n"map": null,\n"n": 1\n}\n');
  expect(warnings.at(-1)).toBe(
    'variable "map" failed: Error: it has more than 8 variables of more than 1 MiB',
  );
});

test('a value with many variables beyond 1 MiB fails as a whole', async () => {
  const registry = new ExpvarRegistry();
  registry.func('value', () =>
    Array.from({ length: 1000 }, () => stringVar('<'.repeat(300_000))),
  );
  expect(await documentOf(registry)).toBe('{\n"value": null\n}\n');
  expect(warnings.at(-1)).toBe(
    'variable "value" failed: Error: it has more than 8 variables of more than 1 MiB',
  );
});

test('variables that are too long in one map do not count for another', async () => {
  const registry = new ExpvarRegistry();
  const tooLong = stringVar('<'.repeat(300_000));
  for (const name of ['a', 'b', 'c']) {
    const map = registry.newMap(name);
    for (let i = 0; i < 8; i++) {
      map.set(`key${i}`, tooLong);
    }
    map.add('n');
  }
  expect(await documentOf(registry)).toBe(
    '{\n"a": {"n": 1},\n"b": {"n": 1},\n"c": {"n": 1}\n}\n',
  );
});
