import { inspect } from 'node:util';
import fc from 'fast-check';
import { IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

describe('a new IntVar', () => {
  test('starts at 0', () => {
    const int = new IntVar();
    expect(int.value).toBe(0);
    expect(int.bigint).toBe(0n);
    expect(int.toString()).toBe('0');
  });

  test.each([5, -7, 2 ** 31, 2 ** 53 - 1, 5n, MAX, MIN])(
    'has the initial value %d',
    (initial) => {
      expect(new IntVar(initial).bigint).toBe(BigInt(initial));
    },
  );

  test('starts at 0 for -0 and undefined', () => {
    expect(new IntVar(-0).toString()).toBe('0');
    expect(new IntVar(undefined).toString()).toBe('0');
  });

  test('counts up by one without an argument', () => {
    const int = new IntVar();
    int.add();
    int.add(undefined);
    expect(int.value).toBe(2);
  });
});

describe('at the limits of int64', () => {
  test.each([
    [MAX, 1n, MIN],
    [MIN, -1n, MAX],
    [MIN, MIN, 0n],
    [MAX, MAX, -2n],
  ])('an addition to %d of %d wraps around to %d', (start, delta, sum) => {
    const int = new IntVar();
    int.set(start);
    int.add(delta);
    expect(int.bigint).toBe(sum);
    expect(int.toString()).toBe(sum.toString());
  });

  test('single steps wrap around', () => {
    const int = new IntVar();
    int.set(MAX);
    int.add();
    expect(int.toString()).toBe('-9223372036854775808');
    int.add(-1);
    expect(int.toString()).toBe('9223372036854775807');
  });
});

describe('the value', () => {
  test('stays exact when single steps pass 2^53', () => {
    const int = new IntVar();
    int.set(Number.MAX_SAFE_INTEGER);
    int.add();
    int.add();
    expect(int.toString()).toBe('9007199254740993');
    expect(int.bigint).toBe(9007199254740993n);
    expect(int.value).toBe(9007199254740992);
  });

  test.each([31n, 32n, 52n, 53n])(
    'stays exact when steps cross 2^%d and -2^%d',
    (exponent) => {
      for (const edge of [2n ** exponent, -(2n ** exponent)]) {
        const int = new IntVar();
        int.set(edge - 3n);
        for (let step = -2n; step <= 3n; step++) {
          int.add();
          expect(int.toString()).toBe((edge + step).toString());
        }
        for (let step = 2n; step >= -3n; step--) {
          int.add(-1);
          expect(int.bigint).toBe(edge + step);
        }
      }
    },
  );
});

const int32 = fc.integer();
const safe = fc.maxSafeInteger();
const int64 = fc.bigInt({ min: MIN, max: MAX });
const edge = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 53 - 2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  MAX,
  MIN,
);
const amount = fc.oneof(int32, safe, int64, edge);
const operation = fc.record({
  method: fc.constantFrom('add' as const, 'add' as const, 'set' as const),
  amount,
});

test('any operations give the value of an int64', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const int = new IntVar();
      let model = 0n;
      for (const { method, amount } of operations) {
        int[method](amount);
        model = BigInt.asIntN(
          64,
          method === 'set' ? BigInt(amount) : model + BigInt(amount),
        );
        expect(int.toString()).toBe(model.toString());
        expect(int.bigint).toBe(model);
        expect(int.value).toBe(Number(model));
      }
    }),
    { numRuns: 5_000 },
  );
});

describe('an argument that is not an int64', () => {
  const wrong: [unknown, typeof Error, RegExp][] = [
    [1.5, RangeError, /1\.5 is not an integer; round it, or use a FloatVar/],
    [NaN, RangeError, /NaN is not an integer/],
    [Infinity, RangeError, /Infinity is not an integer/],
    [2 ** 53, RangeError, /beyond 2\^53.*pass a bigint/],
    [1e300, RangeError, /beyond 2\^53/],
    [MAX + 1n, RangeError, /outside int64/],
    [MIN - 1n, RangeError, /outside int64/],
    ['1', TypeError, /takes a number or a bigint; it got the string "1"/],
    [null, TypeError, /it got null/],
    [true, TypeError, /it got true/],
    [[1], TypeError, /it got an array/],
  ];

  test.each(wrong)(
    'such as %s throws an error with the remedy',
    (value, errorClass, message) => {
      const int = new IntVar();
      int.set(7);
      for (const method of ['add', 'set'] as const) {
        const call = () => int[method](value as number);
        expect(call).toThrow(errorClass);
        expect(call).toThrow(message);
        expect(call).toThrow(`IntVar.${method}`);
      }
      const construct = () => new IntVar(value as number);
      expect(construct).toThrow(errorClass);
      expect(construct).toThrow(message);
      expect(construct).toThrow('new IntVar()');
      expect(int.value).toBe(7);
    },
  );

  test('includes undefined for set', () => {
    expect(() => new IntVar().set(undefined as never)).toThrow(TypeError);
  });
});

describe('JSON.stringify', () => {
  test('writes a safe integer', () => {
    const int = new IntVar();
    int.add(-42);
    expect(JSON.stringify({ int })).toBe('{"int":-42}');
  });

  test('writes larger integers exactly on Node 22 and newer, and rounds them before', () => {
    const int = new IntVar();
    int.set(MAX);
    expect(JSON.stringify({ int })).toBe(
      'rawJSON' in JSON
        ? '{"int":9223372036854775807}'
        : '{"int":9223372036854776000}',
    );
  });
});

test('util.inspect shows the class and the exact value', () => {
  expect(inspect(new IntVar(42))).toBe('IntVar(42)');
  expect(inspect({ int: new IntVar(MAX) })).toBe(
    '{ int: IntVar(9223372036854775807n) }',
  );
  class Requests extends IntVar {}
  expect(inspect(new Requests(-1))).toBe('Requests(-1)');
});

test('a subclass that overrides add sees each call once', () => {
  const deltas: (number | bigint)[] = [];
  class Recording extends IntVar {
    override add(delta: number | bigint = 1): void {
      deltas.push(delta);
      super.add(delta);
    }
  }
  const int = new Recording();
  int.add(2 ** 33 + 2 ** 31 + 3);
  int.add(-5n);
  expect(deltas).toEqual([2 ** 33 + 2 ** 31 + 3, -5n]);
  expect(int.value).toBe(2 ** 33 + 2 ** 31 - 2);
});
