import { inspect } from 'node:util';
import { FloatVar, FuncVar, IntVar, MapVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

test('every read calls the function', () => {
  let calls = 0;
  const func = new FuncVar(() => ++calls);
  expect(func.value).toBe(1);
  expect(func.toString()).toBe('2');
  expect(JSON.stringify({ func })).toBe('{"func":3}');
});

test("a value is written as Go's json.Marshal writes it", () => {
  const text = new FuncVar(() => ({ b: 1, a: '<\b>', c: -0 })).toString();
  expect(text).toBe('{"b":1,"a":"\\u003c\\b\\u003e","c":-0}');
});

test('a variable that the function returns is written as itself', () => {
  const float = new FloatVar();
  float.set(1e6);
  expect(new FuncVar(() => float).toString()).toBe('1e+06');
});

test('a variable inside the value is written as itself', () => {
  const int = new IntVar();
  int.set(2n ** 63n - 1n);
  const map = new MapVar();
  map.add('k');
  expect(new FuncVar(() => ({ list: [int], map })).toString()).toBe(
    '{"list":[9223372036854775807],"map":{"k": 1}}',
  );
});

test('a variable inside the value that fails is left out', () => {
  const nan = new FloatVar();
  nan.set(NaN);
  const text = new FuncVar(() => ({ nan, list: [nan], ok: 1 })).toString();
  expect(text).toBe('{"list":[null],"ok":1}');
});

test('a FuncVar inside its own value is left out', () => {
  let calls = 0;
  const self: FuncVar = new FuncVar(() => ({ self, calls: ++calls }));
  expect(self.toString()).toBe('{"calls":1}');
  expect(calls).toBe(1);
});

describe('toString', () => {
  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['returns undefined', () => undefined],
    ['returns NaN', () => NaN],
    ['returns a promise', () => Promise.resolve(1)],
    ['returns a rejected promise', () => Promise.reject(new Error('boom'))],
    ['returns a FuncVar without a value', () => new FuncVar(() => NaN)],
  ])('returns null when the function %s', (_, fn) => {
    const func = new FuncVar(fn);
    expect(func.toString()).toBe('null');
    expect(JSON.stringify([func])).toBe('[null]');
  });

  test('returns null when each function returns another FuncVar without end', () => {
    const endless = (): FuncVar => new FuncVar(endless);
    expect(endless().toString()).toBe('null');
  });
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [1, '1'],
  ['a', 'the string "a"'],
  [new IntVar(), 'an object'],
])('the constructor refuses %s', (fn, description) => {
  const construct = () => new FuncVar(fn as never);
  expect(construct).toThrow(TypeError);
  expect(construct).toThrow(
    `new FuncVar() takes a function that returns the value; it got ${description}`,
  );
});

test('a function that reads its own value fails', () => {
  const self: FuncVar = new FuncVar(() => self.value);
  expect(() => self.value).toThrow('the function reads its own value');
  expect(self.toString()).toBe('null');
});

test('util.inspect shows the class and the value', () => {
  expect(inspect(new FuncVar(() => ({ a: [1] })))).toBe(
    'FuncVar({ a: [ 1 ] })',
  );
  expect(
    inspect(
      new FuncVar(() => {
        throw new Error('boom');
      }),
    ),
  ).toBe('FuncVar(null)');
});

test('a subclass may extend the text of the built-in type', () => {
  class Listed extends FuncVar {
    override toString(): string {
      return `[${super.toString()}]`;
    }
  }
  const map = new MapVar();
  map.set('listed', new Listed(() => 1));
  expect(map.toString()).toBe('{"listed": [1]}');
});
