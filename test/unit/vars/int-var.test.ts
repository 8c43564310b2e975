import fc from 'fast-check';
import { IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

describe('a new one', () => {
  test('is 0', () => {
    const int = new IntVar();
    expect(int.value).toBe(0);
    expect(int.bigint).toBe(0n);
    expect(int.toString()).toBe('0');
  });

  test('counts up by one without an argument', () => {
    const int = new IntVar();
    int.add();
    int.add(undefined);
    expect(int.value).toBe(2);
  });
});

describe('it wraps around as Go does', () => {
  test.each([
    [MAX, 1n, MIN],
    [MIN, -1n, MAX],
    [MIN, MIN, 0n],
    [MAX, MAX, -2n],
  ])('%d + %d = %d', (start, delta, sum) => {
    const int = new IntVar();
    int.set(start);
    int.add(delta);
    expect(int.bigint).toBe(sum);
    expect(int.toString()).toBe(sum.toString());
  });

  test('by single steps, too', () => {
    const int = new IntVar();
    int.set(MAX);
    int.add();
    expect(int.toString()).toBe('-9223372036854775808');
    int.add(-1);
    expect(int.toString()).toBe('9223372036854775807');
  });
});

describe('it is exact where numbers are not', () => {
  test('around 2^53', () => {
    const int = new IntVar();
    int.set(Number.MAX_SAFE_INTEGER);
    int.add();
    int.add();
    expect(int.toString()).toBe('9007199254740993');
    expect(int.bigint).toBe(9007199254740993n);
    expect(int.value).toBe(9007199254740992);
  });

  test.each([31n, 32n, 52n, 53n])('on both sides of 2^%d', (exponent) => {
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
  });
});

const int32 = fc.integer();
const safe = fc.maxSafeInteger();
const int64 = fc.bigInt({ min: MIN, max: MAX });
const edge = fc.constantFrom(
  0,
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

test('any operations give what an int64 would have', () => {
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

describe('arguments that are no int64', () => {
  const wrong: [unknown, typeof Error, RegExp][] = [
    [1.5, RangeError, /1\.5 is not an integer; use a FloatVar/],
    [NaN, RangeError, /NaN is not an integer/],
    [Infinity, RangeError, /Infinity is not an integer/],
    [2 ** 53, RangeError, /beyond 2\^53.*pass a bigint/],
    [1e300, RangeError, /beyond 2\^53/],
    [MAX + 1n, RangeError, /outside int64/],
    [MIN - 1n, RangeError, /outside int64/],
    ['1', TypeError, /got a value of type string/],
    [null, TypeError, /got a value of type object/],
    [true, TypeError, /got a value of type boolean/],
    [[1], TypeError, /got a value of type object/],
  ];

  test.each(wrong)('%s is refused', (value, errorClass, message) => {
    const int = new IntVar();
    int.set(7);
    for (const method of ['add', 'set'] as const) {
      const call = () => int[method](value as number);
      expect(call).toThrow(errorClass);
      expect(call).toThrow(message);
      expect(call).toThrow(`IntVar.${method}`);
    }
    expect(int.value).toBe(7);
  });

  test('set needs a value', () => {
    expect(() => new IntVar().set(undefined as never)).toThrow(TypeError);
  });
});

describe('JSON.stringify prints the value', () => {
  test('of a safe integer', () => {
    const int = new IntVar();
    int.add(-42);
    expect(JSON.stringify({ int })).toBe('{"int":-42}');
  });

  test('exactly beyond 2^53 where Node can, else rounded', () => {
    const int = new IntVar();
    int.set(MAX);
    expect(JSON.stringify({ int })).toBe(
      'rawJSON' in JSON
        ? '{"int":9223372036854775807}'
        : '{"int":9223372036854775807}'.replace(
            '9223372036854775807',
            String(Number(MAX)),
          ),
    );
  });
});

test('a class that extends it sees each call of add once', () => {
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

test('any operations give what a 64-bit integer would have', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.maxSafeInteger(),
    fc.integer(),
    fc.constantFrom(
      0,
      -0,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      2 ** 53 - 1,
      2n ** 62n,
    ),
  );
  const operation = fc.record({
    method: fc.constantFrom('add' as const, 'add' as const, 'set' as const),
    amount,
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
      const int = new IntVar();
      let model = 0n;
      for (const { method, amount } of operations) {
        int[method](amount);
        const delta = BigInt(amount);
        model = BigInt.asIntN(64, method === 'set' ? delta : model + delta);
        expect(int.bigint).toBe(model);
        expect(int.value).toBe(Number(model));
        expect(int.toString()).toBe(model.toString());
      }
    }),
    { numRuns: 3000 },
  );
});
