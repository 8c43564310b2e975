import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goMarshal } from '../../../src/encoding/go-marshal.js';
import {
  type NestedValues,
  type PlainValue,
  toPlainValue,
} from '../../../src/encoding/plain-value.js';

const object = (members: Record<string, PlainValue>) =>
  new Map(Object.entries(members));

describe('toPlainValue', () => {
  test.each<[string, unknown, PlainValue]>([
    ['null', null, null],
    ['a boolean', true, true],
    ['a number', 1.5, 1.5],
    ['-0', -0, -0],
    ['a bigint', 18446744073709551615n, 18446744073709551615n],
    ['a string', '<b>', '<b>'],
    ['a lone surrogate', 'a\ud800', 'a\ufffd'],
    ['an array with undefined and NaN', [1, undefined, NaN], [1, null, null]],
    ['a Set', new Set(['a']), ['a']],
    ['a typed array', new Float64Array([1.5, Infinity]), [1.5, null]],
    ['bytes', Buffer.from('hello'), 'aGVsbG8='],
    ['a Date', new Date(0), '1970-01-01T00:00:00Z'],
    [
      'an object',
      { b: 1, a: { c: [] } },
      object({ b: 1, a: object({ c: [] }) }),
    ],
    ['an empty object', {}, object({})],
    [
      'members that JSON cannot hold',
      { f() {}, u: undefined, n: NaN, p: Promise.resolve(1), ok: 1 },
      object({ ok: 1 }),
    ],
    [
      'an Error',
      new RangeError('far'),
      object({ name: 'RangeError', message: 'far' }),
    ],
    ['toJSON', { toJSON: () => ({ a: 1n }) }, object({ a: 1n })],
    ['a boxed string', Object('a'), 'a'],
  ])('converts %s to typed data', (_, value, plain) => {
    expect(toPlainValue(value)).toStrictEqual(plain);
  });

  test('sorts the keys of a Map bytewise, integers included', () => {
    const map = new Map<unknown, number>([
      [9, 1],
      ['b', 2],
      [10, 3],
      [-1n, 4],
    ]);
    const plain = toPlainValue(map) as ReadonlyMap<string, PlainValue>;
    expect([...plain]).toStrictEqual([
      ['-1', 4],
      ['10', 3],
      ['9', 1],
      ['b', 2],
    ]);
  });

  test('reads JSON.rawJSON exactly', () => {
    const { rawJSON } = JSON as { rawJSON?: (text: string) => object };
    if (rawJSON !== undefined) {
      expect(
        ['9007199254740993', '1.5', '"a"', 'null'].map((json) =>
          toPlainValue(rawJSON(json)),
        ),
      ).toStrictEqual([9007199254740993n, 1.5, 'a', null]);
    }
  });
});

test.each<[string, unknown, RegExp]>([
  ['undefined', undefined, /JSON cannot hold undefined/],
  ['a long string', 'x'.repeat(2 ** 20), /longer than 1048576 bytes/],
  ['a boolean Map key', new Map([[true, 1]]), /a Map key must be a string/],
  ['an object as a Map key', new Map([[{}, 1]]), /; it is an object$/],
  ['null as a Map key', new Map([[null, 1]]), /; it is null$/],
])('refuses %s as goMarshal does', (_, value, message) => {
  expect(() => toPlainValue(value)).toThrow(message);
  expect(() => goMarshal(value)).toThrow(message);
});

/** Converts a plain value to what JSON.parse returns for its text. */
function parsed(plain: PlainValue): unknown {
  if (plain instanceof Map) {
    return Object.fromEntries(
      [...plain].map(([key, member]) => [key, parsed(member)]),
    );
  }
  if (Array.isArray(plain)) {
    return plain.map(parsed);
  }
  return typeof plain === 'bigint' ? Number(plain) : plain;
}

function outcomeOf(convert: () => unknown): unknown {
  try {
    return { value: convert() };
  } catch (error) {
    return { error: String(error) };
  }
}

test('agrees with the text that goMarshal writes, for any value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
  });
  fc.assert(
    fc.property(anything, (value) => {
      expect(outcomeOf(() => parsed(toPlainValue(value)))).toEqual(
        outcomeOf(() => JSON.parse(goMarshal(value)) as unknown),
      );
    }),
    { numRuns: 2000 },
  );
});

describe('variables in a value', () => {
  /** A stand-in for a variable: it has a value, or an error to throw. */
  class FakeVar {
    constructor(readonly content: unknown) {}
  }

  function nestedWith(failures: unknown[] = []): NestedValues {
    return {
      isVar: (value) => value instanceof FakeVar,
      ignore: () => {},
      valueOf(variable) {
        const { content } = variable as FakeVar;
        if (content instanceof Error) {
          throw content;
        }
        return content;
      },
      failed: (_variable, error) => failures.push(error),
    };
  }

  test('are replaced by their values, at any depth', () => {
    const map = new FakeVar(new Map([['k', new FakeVar(2n)]]));
    expect(toPlainValue([new FakeVar(1), { map }], nestedWith())).toStrictEqual(
      [1, object({ map: object({ k: 2n }) })],
    );
  });

  test('that fail are left out of objects and null in arrays', () => {
    const failures: unknown[] = [];
    const error = new Error('boom');
    const bad = new FakeVar(error);
    expect(
      toPlainValue({ bad, list: [bad], ok: 1 }, nestedWith(failures)),
    ).toStrictEqual(object({ list: [null], ok: 1 }));
    expect(failures).toEqual([error, error]);
    expect(
      toPlainValue([new FakeVar(1), bad], nestedWith(failures)),
    ).toStrictEqual([1, null]);
  });

  test('that fail half-way leave no partial data and release their bytes', () => {
    const failures: unknown[] = [];
    const bad = new FakeVar([
      'x'.repeat(20),
      new FakeVar([new Map([[{}, 1]])]),
    ]);
    const worse = new FakeVar([{ deep: [new Map([[{}, 1]])] }]);
    expect(
      toPlainValue([bad, worse, 'y'.repeat(20)], nestedWith(failures), 60),
    ).toStrictEqual([['x'.repeat(20), null], null, 'y'.repeat(20)]);
    expect(failures).toHaveLength(2);
  });

  test('fail the whole value when they are the value itself', () => {
    const bad = new FakeVar(new FakeVar(new Error('boom')));
    expect(() => toPlainValue(bad, nestedWith())).toThrow('boom');
    expect(() => toPlainValue(new FakeVar(NaN), nestedWith())).toThrow(
      'JSON cannot hold NaN',
    );
  });

  test('are left out when they contain themselves or never end', () => {
    const self = new FakeVar(undefined);
    (self as { content: unknown }).content = { self, ok: 1 };
    const failures: unknown[] = [];
    expect(toPlainValue(self, nestedWith(failures))).toStrictEqual(
      object({ ok: 1 }),
    );
    expect(failures.map(String)).toEqual(['Error: the value contains itself']);
    expect(() =>
      toPlainValue(new FakeVar(0), {
        ...nestedWith(),
        valueOf: () => new FakeVar(0),
      }),
    ).toThrow('variables nest deeper than 100 levels');
  });

  test('are left out when each value of theirs contains them again', () => {
    const self = new FakeVar(undefined);
    const failures: unknown[] = [];
    expect(
      toPlainValue(self, {
        ...nestedWith(failures),
        valueOf: () => ({ self, ok: 1 }),
      }),
    ).toStrictEqual(object({ ok: 1 }));
    expect(failures.map(String)).toEqual(['Error: the value contains itself']);
  });

  test('are nested at most 100 levels deep', () => {
    const nest = (levels: number): unknown =>
      levels === 0 ? 7 : new FakeVar(nest(levels - 1));
    expect(toPlainValue(nest(100), nestedWith())).toBe(7);
    expect(() => toPlainValue(nest(101), nestedWith())).toThrow(
      new Error('variables nest deeper than 100 levels'),
    );
  });

  test('are at most 16,384 in one value', () => {
    const many = (length: number) =>
      Array.from({ length }, () => new FakeVar(1));
    expect(toPlainValue(many(16_384), nestedWith())).toHaveLength(16_384);
    const failures: unknown[] = [];
    expect(() => toPlainValue([many(16_385)], nestedWith(failures))).toThrow(
      'it has more than 16384 variables in its value',
    );
    expect(failures).toEqual([]);
  });

  test('share the byte limit of the value', () => {
    const long = [new FakeVar('x'.repeat(8)), new FakeVar('x'.repeat(8))];
    expect(toPlainValue(long, nestedWith(), 23)).toHaveLength(2);
    expect(() => toPlainValue(long, nestedWith(), 22)).toThrow(
      /longer than 22 bytes/,
    );
  });
});
