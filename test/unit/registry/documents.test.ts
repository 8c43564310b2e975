import fc from 'fast-check';
import {
  ExpvarRegistry,
  FloatVar,
  FuncVar,
  IntVar,
  MapVar,
  StringVar,
  Var,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { goDocument } from '../../support/go-fixtures.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

class Raw extends Var {
  constructor(private readonly text: string) {
    super();
  }

  toString(): string {
    return this.text;
  }
}

function floatOf(value: number): FloatVar {
  const float = new FloatVar();
  float.set(value);
  return float;
}

function mapOf(counts: Record<string, number>): MapVar {
  const map = new MapVar();
  for (const [key, count] of Object.entries(counts)) {
    map.add(key, count);
  }
  return map;
}

function publishInts(registry: ExpvarRegistry, values: Record<string, bigint>) {
  for (const [name, value] of Object.entries(values)) {
    registry.newInt(name).set(value);
  }
}

const MAX = 2n ** 63n - 1n;

/** The programs that wrote Go's documents, translated to this package. */
const programs: Record<string, (registry: ExpvarRegistry) => void> = {
  empty: () => undefined,
  one_int: (registry) => registry.newInt('a'),
  one_empty_map: (registry) => registry.newMap('m'),
  go_test_handler: (registry) => {
    registry.publish('map1', mapOf({ a: 1, z: 2 }));
    const map2 = registry.newMap('map2');
    for (let i = 0; i < 9; i++) {
      map2.add(String(i), i);
    }
  },
  publish_order_irrelevant: (registry) => {
    registry.newInt('z');
    registry.newInt('b');
    registry.newInt('a');
  },
  int_range: (registry) => {
    publishInts(registry, {
      max: MAX,
      min: -MAX - 1n,
      wrap_down: -MAX - 1n,
      wrap_min_plus_min: -MAX - 1n,
      wrap_up: MAX,
    });
    (registry.get('wrap_down') as IntVar).add(-1);
    (registry.get('wrap_min_plus_min') as IntVar).add(-MAX - 1n);
    (registry.get('wrap_up') as IntVar).add(1);
  },
  floats: (registry) => {
    const values = [
      0,
      -0,
      1,
      0.5,
      1e5,
      123456,
      999999,
      1e6,
      1234567.5,
      1e20,
      1e21,
      1e-4,
      1e-5,
      1e-7,
      5e-324,
      Number.MAX_VALUE,
    ];
    for (const [i, value] of values.entries()) {
      registry.newFloat(`f${String(i).padStart(2, '0')}`).set(value);
    }
  },
  strings: (registry) => {
    const values = {
      ctl: '\b\f\n\r\t\u0001\u007f',
      emoji: '🚀',
      empty: '',
      html: '<a href="x">&amp;</a>',
      ls: '\u2028\u2029',
      zh: '运行时间',
    };
    for (const [name, value] of Object.entries(values)) {
      registry.newString(name).set(value);
    }
  },
  map_set_replaces: (registry) => {
    const map = registry.newMap('m');
    map.add('k', 7);
    map.set('k', floatOf(1.5));
  },
  map_mixed: (registry) => {
    const map = registry.newMap('m');
    const string = new StringVar();
    string.set('x');
    map.set('c', new Raw('[1,  2]'));
    map.addFloat('f', 0.25);
    map.add('f', 1);
    map.set('fn', new FuncVar(() => [1, 2]));
    map.add('i', 2);
    map.addFloat('i', 1);
    map.set('n', null);
    map.add('n', 1);
    map.set('s', string);
    map.set('sub', mapOf({ y: 1 }));
  },
  map_delete_init: (registry) => {
    const m = registry.newMap('m');
    m.add('a');
    m.add('b');
    m.delete('a');
    const n = registry.newMap('n');
    n.add('gone');
    n.init().add('kept', 2);
    const readd = registry.newMap('readd');
    readd.add('x', 5);
    readd.delete('x');
    readd.add('x');
  },
  map_zero_value: (registry) => {
    registry.publish('m', mapOf({ a: 1 }));
  },
  same_var_twice: (registry) => {
    const int = registry.newInt('a');
    registry.publish('b', int);
    int.add(3);
  },
  func_values: (registry) => {
    const values: Record<string, unknown> = {
      '1e-6': 1e-6,
      '1e-7': 1e-7,
      '1e20': 1e20,
      '1e21': 1e21,
      '1e6': 1e6,
      bool: true,
      bytes: Buffer.from('hello'),
      int: 17,
      map: new Map([
        ['b', 1],
        ['a', null],
      ]),
      neg0: -0,
      nil: null,
      slice: ['a', 'b'],
      str: '<&>\u2028\b\f\u007f运行时间',
      struct: { b: 1, a: 2 },
      time: new Date('2024-02-29T12:00:00.123Z'),
      u64: 2n ** 64n - 1n,
    };
    for (const [name, value] of Object.entries(values)) {
      registry.func(name, () => value);
    }
  },
  publish_nil: (registry) => {
    registry.newInt('a');
    registry.publish('b', null);
    registry.newInt('c');
  },
};

describe('a program', () => {
  test.each(Object.entries(programs))(
    'such as %s has the bytes of its Go document',
    async (name, program) => {
      const registry = new ExpvarRegistry();
      program(registry);
      expect(await documentOf(registry)).toBe(goDocument(name));
    },
  );

  test('with a map of unusual keys has the bytes of its Go document', () => {
    const map = mapOf({
      'a b': 0,
      '<k>': 1,
      运行时间: 2,
      '🚀': 3,
      'q"q': 4,
      'b\\s': 5,
      'nl\n': 6,
      'bs\b': 7,
      '\u2028': 8,
      '': 9,
    });
    const asMap = goDocument('keys').slice(2, -3).replaceAll(',\n', ', ');
    expect(map.toString()).toBe(`{${asMap}}`);
  });
});

describe("the document is valid JSON where Go's is not, for", () => {
  test.each<[string, string, (registry: ExpvarRegistry) => void]>([
    [
      'nonfinite',
      '{\n"inf": null,\n"nan": null,\n"ninf": null\n}\n',
      (registry) => {
        registry.newFloat('inf').set(Infinity);
        registry.newFloat('nan').set(NaN);
        registry.newFloat('ninf').set(-Infinity);
      },
    ],
    [
      'func_error',
      '{\n"a": null,\n"b": null,\n"c": 1\n}\n',
      (registry) => {
        registry.func('a', () => Symbol('no'));
        registry.func('b', () => NaN);
        registry.newInt('c').set(1);
      },
    ],
    [
      'custom_raw',
      '{\n"a": { "x" :1 },\n"b": null,\n"c": null,\n"d": null\n}\n',
      (registry) => {
        registry.publish('a', new Raw('{ "x" :1 }'));
        registry.publish('b', new Raw('garbage'));
        registry.publish('c', new Raw(''));
        registry.publish('d', new Raw('line1\nline2'));
      },
    ],
    [
      'func_panic',
      '{\n"a": 0,\n"p": null,\n"z": 0\n}\n',
      (registry) => {
        registry.newInt('a');
        registry.func('p', () => {
          throw new Error('boom');
        });
        registry.newInt('z');
      },
    ],
  ])('the program %s, which fails in Go', async (name, document, program) => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    program(registry);
    expect(await documentOf(registry)).toBe(document);
    expect(() => JSON.parse(goDocument(name)) as unknown).toThrow(SyntaxError);
  });

  test('maps that nest 20,000 levels deep', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    let map = registry.newMap('m');
    for (let i = 0; i < 20_000; i++) {
      const child = new MapVar();
      map.set('m', child);
      map = child;
    }
    map.set('func', new FuncVar(() => 1));
    const first = await documentOf(registry);
    expect(JSON.parse(first)).toHaveProperty('m.m.m');
    expect(await documentOf(registry)).toBe(first);
  });

  test('a map that contains itself', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    const map = registry.newMap('m');
    map.set('self', map);
    map.add('ok');
    expect(await documentOf(registry)).toBe('{\n"m": {"ok": 1}\n}\n');
  });
});

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter(
    (text) =>
      !/[\u0000-\u001f\u007f-\u009f]/.test(text) &&
      !/^(cmdline|memstats)$/i.test(text),
  );

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

const custom = fc.oneof(fc.json(), fc.string()).map((text) => new Raw(text));

const variable: fc.Arbitrary<Var | null> = fc.oneof(
  { depthSize: 'small' },
  anything.map((value) => new FuncVar(() => value)),
  anything.map((value) => new FuncVar(() => Promise.resolve(value))),
  anything.map(
    (value) =>
      new FuncVar(() => {
        throw value;
      }),
  ),
  fc.double().map(floatOf),
  custom,
  fc.constant(null),
  fc
    .dictionary(
      fc.string({ unit: 'binary' }),
      anything.map((value) => new FuncVar(() => value)),
    )
    .map((entries) => {
      const map = new MapVar();
      for (const [key, value] of Object.entries(entries)) {
        map.set(key, value);
      }
      return map;
    }),
);

test('the document of any variables is JSON with every name', async () => {
  captureWarnings();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(name, variable), {
        selector: ([key]) => key,
        maxLength: 12,
      }),
      async (variables) => {
        const registry = new ExpvarRegistry();
        for (const [key, value] of variables) {
          registry.publish(key, value);
        }
        const bytes = await registry.render();
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        const names = Object.keys(JSON.parse(text) as object);
        expect(names.toSorted()).toEqual(
          variables.map(([key]) => key).toSorted(),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});
