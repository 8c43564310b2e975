import { FloatVar, FuncVar, IntVar, MapVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

test('it calls the function at every read', () => {
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

test('a variable that it returns is written as itself', () => {
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

test('so is the function variable itself, inside its own value', () => {
  let calls = 0;
  const self: FuncVar = new FuncVar(() => ({ self, calls: ++calls }));
  expect(self.toString()).toBe('{"calls":1}');
  expect(calls).toBe(1);
});

describe('without a value toString is null', () => {
  test.each<[string, () => unknown]>([
    [
      'it throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['it is undefined', () => undefined],
    ['it is NaN', () => NaN],
    ['it is a promise', () => Promise.resolve(1)],
    ['it is a rejected promise', () => Promise.reject(new Error('boom'))],
    ['it is a function variable without one', () => new FuncVar(() => NaN)],
  ])('when %s', (_, fn) => {
    const func = new FuncVar(fn);
    expect(func.toString()).toBe('null');
    expect(JSON.stringify([func])).toBe('[null]');
  });

  test('when functions return functions without end', () => {
    const endless = (): FuncVar => new FuncVar(endless);
    expect(endless().toString()).toBe('null');
  });
});

test.each([undefined, null, 1, 'a', new IntVar()])(
  'it cannot be made of %s',
  (fn) => {
    expect(() => new FuncVar(fn as never)).toThrow(/FuncVar takes a function/);
  },
);
