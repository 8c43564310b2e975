import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  FloatVar,
  FuncVar,
  IntVar,
  MapVar,
  StringVar,
  Var,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { goFloat } from '../../../src/encoding/go-float.js';
import { goQuote } from '../../../src/encoding/go-string.js';

class Raw extends Var {
  constructor(private readonly text: string) {
    super();
  }

  toString(): string {
    return this.text;
  }
}

function keysOf(map: MapVar): string[] {
  return [...map].map(([key]) => key);
}

test('util.inspect shows the class and the value', () => {
  const map = new MapVar();
  map.add('b');
  map.set('a', map);
  map.set('c', new StringVar('x'));
  expect(inspect(map)).toBe("MapVar({ b: 1, c: 'x' })");
});

test('an empty MapVar is written as {}', () => {
  expect(new MapVar().toString()).toBe('{}');
  expect(new MapVar().size).toBe(0);
});

describe('add', () => {
  test('creates an IntVar, also for 0', () => {
    const map = new MapVar();
    map.add('a', 0);
    map.add('b');
    map.add('b', 2n);
    expect(map.get('a')).toBeInstanceOf(IntVar);
    expect(map.toString()).toBe('{"a": 0, "b": 3}');
  });

  test('creates a FloatVar with addFloat, also for 0', () => {
    const map = new MapVar();
    map.addFloat('a', 0);
    map.addFloat('b', 0.5);
    map.addFloat('b', 0.25);
    expect(map.get('a')).toBeInstanceOf(FloatVar);
    expect(map.toString()).toBe('{"a": 0, "b": 0.75}');
  });

  test('does nothing to a variable of another type, as in Go', () => {
    const map = new MapVar();
    map.addFloat('float', 0.25);
    map.add('float', 5);
    map.add('int', 2);
    map.addFloat('int', 5);
    map.set('string', new StringVar());
    map.add('string');
    map.addFloat('string', 1);
    map.set('nil', null);
    map.add('nil');
    map.addFloat('nil', 1);
    map.set('map', new MapVar());
    map.add('map');
    expect(map.toString()).toBe(
      '{"float": 0.25, "int": 2, "map": {}, "nil": null, "string": ""}',
    );
  });

  test('throws for a bad delta and creates no key', () => {
    const map = new MapVar();
    expect(() => map.add('a', 1.5)).toThrow(RangeError);
    expect(() => map.addFloat('a', '1' as never)).toThrow(TypeError);
    expect(map.size).toBe(0);
  });

  test('accepts only strings as keys', () => {
    const map = new MapVar();
    expect(() => map.add(1 as never)).toThrow(
      /the key of a MapVar must be a string; it got 1/,
    );
    expect(() => map.addFloat(undefined as never, 1)).toThrow(TypeError);
    expect(() => map.set(null as never, new IntVar())).toThrow(TypeError);
    expect(map.size).toBe(0);
  });
});

describe('set, get, delete and init', () => {
  test('set replaces a variable of any type', () => {
    const map = new MapVar();
    map.add('k', 7);
    const float = new FloatVar();
    float.set(1.5);
    map.set('k', float);
    expect(map.toString()).toBe('{"k": 1.5}');
    expect(map.get('k')).toBe(float);
  });

  test('set refuses values that are not variables', () => {
    const map = new MapVar();
    for (const wrong of [1, 'a', undefined, {}, () => 1]) {
      expect(() => map.set('k', wrong as never)).toThrow(
        /MapVar\.set takes a variable; it got .*; wrap a value in new FuncVar/,
      );
    }
  });

  test('set with null keeps the key and writes null', () => {
    const map = new MapVar();
    map.set('k', null);
    expect(map.get('k')).toBeNull();
    expect(map.toString()).toBe('{"k": null}');
  });

  test('get returns undefined for a missing key', () => {
    expect(new MapVar().get('toString')).toBeUndefined();
  });

  test('delete removes a key, and add creates it again', () => {
    const map = new MapVar();
    map.add('x', 5);
    map.add('y');
    map.delete('x');
    map.delete('missing');
    expect(map.toString()).toBe('{"y": 1}');
    map.add('x');
    expect(map.toString()).toBe('{"x": 1, "y": 1}');
  });

  test('init removes all keys and returns the map', () => {
    const map = new MapVar();
    map.add('x');
    expect(map.init()).toBe(map);
    expect(map.toString()).toBe('{}');
  });
});

describe('order and quoting', () => {
  test('keys may be any strings and are sorted bytewise', () => {
    const map = new MapVar();
    const keys = [
      '🚀',
      '\uffff',
      '运行时间',
      'q"q',
      'nl\n',
      'bs\b',
      '<k>',
      '',
      'o10',
      'o2',
      '__proto__',
      'constructor',
    ];
    for (const key of keys) {
      map.add(key);
    }
    expect(map.toString()).toBe(
      '{"": 1, "\\u003ck\\u003e": 1, "__proto__": 1, "bs\\u0008": 1, "constructor": 1, "nl\\n": 1, "o10": 1, "o2": 1, "q\\"q": 1, "运行时间": 1, "\uffff": 1, "🚀": 1}',
    );
  });

  test('JSON.stringify writes the same members, without failed variables', () => {
    const map = new MapVar();
    map.add('b');
    map.add('__proto__', 2);
    map.set('nil', null);
    map.set('f', new FuncVar(() => [1]));
    map.set('failed', new FuncVar(() => NaN));
    expect(JSON.stringify({ map })).toBe(
      '{"map":{"__proto__":2,"b":1,"f":[1],"nil":null}}',
    );
  });

  test('JSON.stringify writes exact integers on Node 22 and newer', () => {
    const map = new MapVar();
    map.add('large', 2n ** 63n - 1n);
    map.set('func', new FuncVar(() => [2n ** 64n, 1.5, '9007199254740993']));
    expect(JSON.stringify(map)).toBe(
      'rawJSON' in JSON
        ? '{"func":[18446744073709551616,1.5,"9007199254740993"],"large":9223372036854775807}'
        : '{"func":[18446744073709552000,1.5,"9007199254740993"],"large":9223372036854776000}',
    );
  });
});

describe('walking a snapshot', () => {
  test('do passes keys and variables in order', () => {
    const map = new MapVar();
    map.add('b');
    map.add('a');
    const entries: unknown[] = [];
    map.do((entry) => entries.push(entry));
    expect(entries).toEqual([
      { key: 'a', value: map.get('a') },
      { key: 'b', value: map.get('b') },
    ]);
    expect(entries).toEqual([...map].map(([key, value]) => ({ key, value })));
  });

  test('the callback may change the map', () => {
    const map = new MapVar();
    map.add('a');
    map.add('b');
    const seen: string[] = [];
    map.do(({ key }) => {
      seen.push(key);
      map.init();
      map.add('new');
    });
    expect(seen).toEqual(['a', 'b']);
    expect(keysOf(map)).toEqual(['new']);
  });

  test('a loop may change the map', () => {
    const map = new MapVar();
    map.add('a');
    for (const [key] of map) {
      map.add(`${key}+`);
    }
    expect(keysOf(map)).toEqual(['a', 'a+']);
  });

  test('an error of the callback reaches the caller and leaves the map usable', () => {
    const map = new MapVar();
    map.add('a');
    expect(() =>
      map.do(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    map.add('a');
    expect(map.toString()).toBe('{"a": 2}');
  });
});

describe('a failing variable', () => {
  test.each([
    ['is first', 'a'],
    ['is in the middle', 'f'],
    ['is last', 'z'],
  ])('is left out when it %s', (_, key) => {
    const map = new MapVar();
    map.add('b');
    map.add('y');
    map.set(key, new FuncVar(() => NaN));
    expect(map.toString()).toBe('{"b": 1, "y": 1}');
  });

  test('is left out when it is the only one', () => {
    const map = new MapVar();
    map.addFloat('nan', NaN);
    expect(map.toString()).toBe('{}');
  });

  test.each([
    ['empty text', ''],
    ['text that is not JSON', 'garbage'],
    ['two values', '1 2'],
    ['a number instead of a string', 5 as unknown as string],
  ])('is left out when its toString returns %s', (_, text) => {
    const map = new MapVar();
    map.add('ok');
    map.set('raw', new Raw(text));
    expect(map.toString()).toBe('{"ok": 1}');
  });

  test('is left out when its toString throws', () => {
    class Broken extends Var {
      toString(): string {
        throw new Error('boom');
      }
    }
    const map = new MapVar();
    map.add('ok');
    map.set('broken', new Broken());
    expect(map.toString()).toBe('{"ok": 1}');
  });

  test('is left out when it is the map itself, at any depth', () => {
    const outer = new MapVar();
    const inner = new MapVar();
    outer.set('inner', inner);
    outer.add('ok');
    inner.set('outer', outer);
    inner.set('func', new FuncVar(() => outer));
    inner.add('ok');
    expect(outer.toString()).toBe('{"inner": {"ok": 1}, "ok": 1}');
    expect(outer.toString()).toBe('{"inner": {"ok": 1}, "ok": 1}');
  });

  test('is left out when maps nest deeper than 100 levels', () => {
    const top = new MapVar();
    let map = top;
    for (let i = 0; i < 20_000; i++) {
      const child = new MapVar();
      map.set('m', child);
      map = child;
    }
    const text = top.toString();
    expect(text.match(/\{/g)!.length).toBe(100);
    expect(JSON.parse(text)).toHaveProperty('m.m.m');
  });
});

describe('variables of other classes', () => {
  test('the text of a custom variable is copied unchanged', () => {
    const map = new MapVar();
    map.set('raw', new Raw('[1,  2]'));
    expect(map.toString()).toBe('{"raw": [1,  2]}');
  });

  test('a subclass that overrides toString is written with its text', () => {
    class Doubled extends IntVar {
      override toString(): string {
        return String(this.value * 2);
      }
    }
    class Shouted extends StringVar {
      override toString(): string {
        return JSON.stringify(this.value.toUpperCase());
      }
    }
    const doubled = new Doubled();
    const shouted = new Shouted();
    shouted.set('a');
    const map = new MapVar();
    map.set('doubled', doubled);
    map.add('doubled', 4);
    map.set('shouted', shouted);
    expect(map.toString()).toBe('{"doubled": 8, "shouted": "A"}');
  });
});

const key = fc.constantFrom('a', 'b', '<', '😀', '\uffff', '');
const operation = fc.oneof(
  fc.record({
    op: fc.constant('add' as const),
    key,
    delta: fc.maxSafeInteger(),
  }),
  fc.record({
    op: fc.constant('addFloat' as const),
    key,
    delta: fc.double({
      noNaN: true,
      noDefaultInfinity: true,
      min: -1e300,
      max: 1e300,
    }),
  }),
  fc.record({ op: fc.constant('set' as const), key, text: fc.string() }),
  fc.record({ op: fc.constant('nil' as const), key }),
  fc.record({ op: fc.constant('delete' as const), key }),
  fc.record({ op: fc.constant('init' as const) }),
);

type Model = Map<string, bigint | number | string | null>;

function render(model: Model): string {
  const entries = [...model]
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${goQuote(name)}: ${renderValue(value)}`);
  return `{${entries.join(', ')}}`;
}

function renderValue(value: bigint | number | string | null): string {
  return typeof value === 'number'
    ? goFloat(value)
    : typeof value === 'string'
      ? goQuote(value)
      : String(value);
}

test('any operations give the same entries as a plain model', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
      const map = new MapVar();
      const model: Model = new Map();
      for (const step of operations) {
        switch (step.op) {
          case 'add': {
            map.add(step.key, step.delta);
            const old = model.has(step.key) ? model.get(step.key) : 0n;
            if (typeof old === 'bigint') {
              model.set(step.key, BigInt.asIntN(64, old + BigInt(step.delta)));
            }
            break;
          }
          case 'addFloat': {
            map.addFloat(step.key, step.delta);
            const old = model.has(step.key) ? model.get(step.key) : 0;
            if (typeof old === 'number') {
              model.set(step.key, old + step.delta);
            }
            break;
          }
          case 'set': {
            const string = new StringVar();
            string.set(step.text);
            map.set(step.key, string);
            model.set(step.key, step.text);
            break;
          }
          case 'nil':
            map.set(step.key, null);
            model.set(step.key, null);
            break;
          case 'delete':
            map.delete(step.key);
            model.delete(step.key);
            break;
          case 'init':
            map.init();
            model.clear();
            break;
        }
        expect(map.toString()).toBe(render(model));
      }
    }),
    { numRuns: 2_000 },
  );
});
