import { describe, expect, test } from 'vitest';
import {
  goMarshal,
  type NestedJson,
} from '../../../src/encoding/go-marshal.js';
import { MAX_DEPTH, MAX_VALUE_BYTES } from '../../../src/encoding/limits.js';
import { goFixture } from '../../support/go-fixtures.js';

test("numbers are written as Go's json.Marshal writes them", () => {
  const floats = goFixture<{ bits: string; json: string }[]>('floats.json');
  for (const { bits, json } of floats) {
    const value = Buffer.from(bits, 'hex').readDoubleBE();
    if (json === '') {
      expect(() => goMarshal(value)).toThrow('JSON cannot hold');
    } else {
      expect(goMarshal(value)).toBe(json);
    }
  }
});

function sparse(): unknown[] {
  const array: unknown[] = [1];
  array[2] = 3;
  return array;
}

const shared = { a: 1 };

class Account {
  owner = 'ann';
  #secret = 42;
  get secret() {
    return this.#secret;
  }
}

describe('goMarshal', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['booleans', [true, false], '[true,false]'],
    ['-0', -0, '-0'],
    ['bigint', 18446744073709551615n, '18446744073709551615'],
    [
      'a string',
      '<&>\u2028\b\f运行时间',
      '"\\u003c\\u0026\\u003e\\u2028\\b\\f运行时间"',
    ],
    ['a plain object, in its order', { z: 1, a: 2 }, '{"z":1,"a":2}'],
    ['a key', { '<k>': 1 }, '{"\\u003ck\\u003e":1}'],
    ['__proto__ as a key', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['an instance', new Account(), '{"owner":"ann"}'],
    ['a symbol key', { [Symbol('s')]: 1 }, '{}'],
    [
      'a Map, sorted bytewise',
      new Map([
        ['b', 1],
        ['😀', 3],
        ['\uffff', 2],
        ['a', null],
      ]),
      '{"a":null,"b":1,"\uffff":2,"😀":3}',
    ],
    [
      'a Map of numbers, sorted as text',
      new Map<unknown, number>([
        [10, 1],
        [9, 2],
        [-1n, 3],
      ]),
      '{"-1":3,"10":1,"9":2}',
    ],
    [
      'a Map whose keys meet',
      new Map<unknown, string>([
        [1, 'first'],
        ['1', 'last'],
      ]),
      '{"1":"last"}',
    ],
    ['a Set', new Set([1, 'a']), '[1,"a"]'],
    ['Uint8Array', new Uint8Array([104, 101, 108, 108, 111]), '"aGVsbG8="'],
    ['Buffer', Buffer.from('hello'), '"aGVsbG8="'],
    [
      'a view into a buffer',
      Buffer.from('xhellox').subarray(1, 6),
      '"aGVsbG8="',
    ],
    ['Float64Array', new Float64Array([1.5, NaN]), '[1.5,null]'],
    [
      'BigUint64Array',
      new BigUint64Array([2n ** 64n - 1n]),
      '[18446744073709551615]',
    ],
    [
      'Date',
      new Date('2024-02-29T12:00:00.123Z'),
      '"2024-02-29T12:00:00.123Z"',
    ],
    [
      'Date without fraction',
      new Date('2024-02-29T12:00:10.000Z'),
      '"2024-02-29T12:00:10Z"',
    ],
    [
      'Date with a short fraction',
      new Date('2024-02-29T12:00:00.120Z'),
      '"2024-02-29T12:00:00.12Z"',
    ],
    [
      'Date of the year 0',
      new Date('0000-01-01T00:00:00Z'),
      '"0000-01-01T00:00:00Z"',
    ],
    [
      'Error',
      new RangeError('too far'),
      '{"name":"RangeError","message":"too far"}',
    ],
    ['URL, by its toJSON', new URL('http://a/b'), '"http://a/b"'],
    [
      'toJSON gets the key',
      { k: { toJSON: (key: string) => `at ${key}` } },
      '{"k":"at k"}',
    ],
    [
      'toJSON that returns a Date',
      { toJSON: () => new Date(0) },
      '"1970-01-01T00:00:00Z"',
    ],
    [
      'toJSON that returns a Buffer',
      { toJSON: () => Buffer.from('hi') },
      '"aGk="',
    ],
    [
      'boxed',
      [Object(1), Object('a'), Object(true), Object(2n)],
      '[1,"a",true,2]',
    ],
    ['holes', sparse(), '[1,null,3]'],
    [
      'one object twice',
      Array.from({ length: 2 }, () => shared),
      '[{"a":1},{"a":1}]',
    ],
  ])('writes %s as Go does', (_, value, json) => {
    expect(goMarshal(value)).toBe(json);
  });
});

const unwritable: [string, unknown][] = [
  ['undefined', undefined],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['an invalid Date', new Date(NaN)],
  ['toJSON that returns undefined', { toJSON: () => undefined }],
];

describe('a value that JSON cannot hold', () => {
  test.each(unwritable)('of type %s is refused on its own', (_, value) => {
    expect(() => goMarshal(value)).toThrow('JSON cannot hold');
  });

  test.each(unwritable)('of type %s is left out of an object', (_, value) => {
    expect(goMarshal({ a: 1, bad: value, b: 2 })).toBe('{"a":1,"b":2}');
    expect(goMarshal(new Map([['bad', value]]))).toBe('{}');
  });

  test.each(unwritable)('of type %s becomes null in an array', (_, value) => {
    expect(goMarshal([1, value, 2])).toBe('[1,null,2]');
    expect(goMarshal(new Set([value]))).toBe('[null]');
  });
});

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) {
    value = [value];
  }
  return value;
}

function selfContaining(): unknown {
  const value: Record<string, unknown> = {};
  value['list'] = [new Map([['self', value]])];
  return value;
}

function doubling(levels: number, innermost: unknown = 'x'): unknown {
  let value = innermost;
  for (let i = 0; i < levels; i++) {
    value = [value, value];
  }
  return value;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('a value', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['contains itself', selfContaining, /contains itself/],
    ['nests too deep', () => nested(MAX_DEPTH + 1), /deeper than 100/],
    ['is a long string', () => 'x'.repeat(MAX_VALUE_BYTES), /longer than/],
    ['holds much', () => Buffer.alloc(100_000_000), /longer than/],
    ['is a long hole', () => Array(2 ** 32 - 1), /longer than/],
    [
      'is a large Map',
      () => new Map(Array.from({ length: 400_000 }, (_, i) => [i, i])),
      /longer than/,
    ],
    ['doubles without content', () => doubling(27, []), /longer than/],
    [
      'is many empty objects',
      () => Array.from({ length: 400_000 }, () => ({})),
      /longer than/,
    ],
    ['doubles forty times', () => doubling(40), /longer than/],
    ['has a boolean Map key', () => new Map([[true, 1]]), /Map key/],
    ['has an object Map key', () => new Map([[{}, 1]]), /Map key/],
    [
      'is of the year 10000',
      () => new Date('+010000-01-01T00:00:00Z'),
      /year 10000/,
    ],
    ['is of the year -1', () => new Date('-000001-01-01T00:00:00Z'), /year -1/],
    [
      'has a throwing toJSON',
      () => ({
        toJSON() {
          throw new Error('boom');
        },
      }),
      /boom/,
    ],
    [
      'has a throwing getter',
      () => ({
        get a() {
          throw new Error('boom');
        },
      }),
      /boom/,
    ],
    ['is a revoked Proxy', revoked, /revoked/],
  ])('fails as a whole when it %s', (_, make, message) => {
    expect(() => goMarshal(make())).toThrow(message);
  });

  test('may nest 100 levels deep', () => {
    expect(goMarshal(nested(MAX_DEPTH))).toBe(
      `${'['.repeat(MAX_DEPTH)}0${']'.repeat(MAX_DEPTH)}`,
    );
  });

  test('may take exactly 1 MiB', () => {
    const text = 'x'.repeat(MAX_VALUE_BYTES - 2);
    expect(goMarshal(text)).toBe(`"${text}"`);
  });
});

describe('variables in a value', () => {
  const variable = { isVariable: true };
  const nested: NestedJson = {
    isVar: (object) => object === variable,
    ignore: () => {},
    jsonOf: () => '7',
  };

  test('are written by the callback, at any depth', () => {
    expect(goMarshal({ a: [variable] }, nested)).toBe('{"a":[7]}');
  });

  test('are left out when the callback returns undefined', () => {
    const failing = { ...nested, jsonOf: () => undefined };
    expect(goMarshal({ a: variable, b: [variable] }, failing)).toBe(
      '{"b":[null]}',
    );
  });

  test('count towards the byte limit', () => {
    const long = { ...nested, jsonOf: () => '1'.repeat(8) };
    expect(goMarshal([variable], long, 10)).toBe('[11111111]');
    expect(() => goMarshal([variable], long, 9)).toThrow(/longer than 9 bytes/);
  });
});

test('the walk of a Map whose iterator never ends stops at the limit', () => {
  class Endless extends Map<string, number> {
    override *[Symbol.iterator](): MapIterator<[string, number]> {
      for (;;) {
        yield ['a', 1];
      }
    }
  }
  expect(() => goMarshal(new Endless())).toThrow(/longer than/);
});

test('a Uint8Array is written with its real bytes, even when its properties lie', () => {
  const lengths = { length: 4096, byteLength: 4096, byteOffset: 0 };
  for (const [name, value] of Object.entries(lengths)) {
    const bytes = Buffer.from('hello');
    Object.defineProperty(bytes, name, { value });
    expect(goMarshal({ bytes })).toBe('{"bytes":"aGVsbG8="}');
  }
  const bytes = Buffer.from('hello');
  Object.defineProperty(bytes, 'buffer', {
    value: Buffer.from('SECRET').buffer,
  });
  expect(goMarshal([bytes])).toBe('["aGVsbG8="]');
});

test('a JSON.rawJSON of a number beyond float64 is left out', () => {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => object };
  if (rawJSON !== undefined) {
    expect(goMarshal({ huge: rawJSON('1e999'), ok: 1 })).toBe('{"ok":1}');
  }
});

test('a JSON.rawJSON of a string is escaped as any other string', () => {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => object };
  if (rawJSON !== undefined) {
    const values = ['"<b>"', '"\\ud800"', '"\\u0061"', 'null', 'true'].map(
      rawJSON,
    );
    expect(goMarshal(values)).toBe(
      '["\\u003cb\\u003e","\ufffd","a",null,true]',
    );
  }
});

test('a JSON.rawJSON keeps its digits on Node 22 and newer', () => {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => object };
  const value = rawJSON?.('9007199254740993') ?? { rawJSON: 'a member' };
  expect(goMarshal([value])).toBe(
    rawJSON === undefined ? '[{"rawJSON":"a member"}]' : '[9007199254740993]',
  );
});

describe('the byte limit of a value', () => {
  test.each<[value: unknown, json: string]>([
    ['<a>é', '"\\u003ca\\u003eé"'],
    [[], '[]'],
    [[1], '[1]'],
    [[1, -0, 10n, true, false, null], '[1,-0,10,true,false,null]'],
    [[undefined, NaN], '[null,null]'],
    [{}, '{}'],
    [{ a: 1 }, '{"a":1}'],
    [{ é: undefined, '\n': [{}], c: 'x' }, '{"\\n":[{}],"c":"x"}'],
    [new Map([['ab', 1]]), '{"ab":1}'],
    [new Map([[1e300, 1]]), '{"1e+300":1}'],
    [new Set([1, 2]), '[1,2]'],
    [new Float32Array([1, 2]), '[1,2]'],
    [Buffer.from('a'), '"YQ=="'],
    [[Buffer.from('abcd')], '["YWJjZA=="]'],
    [new Date(0), '"1970-01-01T00:00:00Z"'],
    [new Error('boom'), '{"name":"Error","message":"boom"}'],
  ])('is exact for %o', (value, json) => {
    const bytes = Buffer.byteLength(json);
    expect(goMarshal(value, undefined, bytes)).toBe(json);
    expect(() => goMarshal(value, undefined, bytes - 1)).toThrow(
      new Error(`the value is longer than ${bytes - 1} bytes`),
    );
  });

  test('counts each visit of a member that is left out', () => {
    const value = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [i, undefined]));
    expect(goMarshal(value(99), undefined, 100)).toBe('{}');
    expect(() => goMarshal(value(100), undefined, 100)).toThrow(/longer than/);
  });

  test('is at least four bytes for each key of a Map', () => {
    const pairs = [...Array(20).keys()].flatMap((i): [unknown, undefined][] => [
      [i, undefined],
      [String(i), undefined],
    ]);
    expect(goMarshal(new Map(pairs), undefined, 162)).toBe('{}');
    expect(() => goMarshal(new Map(pairs), undefined, 161)).toThrow(
      /longer than/,
    );
  });

  test('is checked before a long text is escaped', () => {
    expect(() => goMarshal('<'.repeat(20), undefined, 121)).toThrow(
      /longer than/,
    );
    expect(goMarshal('<'.repeat(20), undefined, 122)).toHaveLength(122);
  });
});

test('an integer has at most 256 bits', () => {
  const greatest = 2n ** 256n - 1n;
  expect(goMarshal([greatest, -greatest])).toBe(`[${greatest},-${greatest}]`);
  for (const integer of [greatest + 1n, -greatest - 1n]) {
    expect(() => goMarshal(integer)).toThrow(
      'an integer has more than 256 bits',
    );
    expect(() => goMarshal(new Map([[integer, 1]]))).toThrow('256 bits');
  }
});

test.each<[unknown, string]>([
  [undefined, 'JSON cannot hold undefined'],
  [NaN, 'JSON cannot hold NaN'],
  [() => 1, 'JSON cannot hold a value of type function'],
  [Symbol('s'), 'JSON cannot hold a value of type symbol'],
  [new Date(NaN), 'JSON cannot hold an invalid Date'],
  [
    { '@@observable': () => {} },
    'JSON cannot hold an object without a value, such as an Observable; subscribe to it and expose the value that it emitted last',
  ],
  [
    new Map([[true, 1]]),
    'a Map key must be a string, number or bigint, as in Go; it is a value of type boolean',
  ],
  [
    new Map([[undefined, 1]]),
    'a Map key must be a string, number or bigint, as in Go; it is undefined',
  ],
  [new Date('-000001-01-01T00:00:00Z'), 'RFC 3339 has no year -1'],
])('the error for %o says what it is', (value, message) => {
  expect(() => goMarshal(value)).toThrow(
    expect.objectContaining({ message }) as Error,
  );
});

test('the year 9999 is the last one', () => {
  expect(goMarshal(new Date('9999-12-31T23:59:59Z'))).toBe(
    '"9999-12-31T23:59:59Z"',
  );
});

describe('toJSON', () => {
  const key = { toJSON: (name: unknown) => `${typeof name} ${String(name)}` };

  test('gets the key or the index as text', () => {
    expect(goMarshal(key)).toBe('"string "');
    expect(goMarshal([0, key])).toBe('[0,"string 1"]');
    expect(goMarshal(new Map([['a', key]]))).toBe('{"a":"string a"}');
  });

  test('is called once, also where it returns an object that has it', () => {
    const inner = { a: 1, toJSON: () => 'not called' };
    expect(goMarshal({ toJSON: () => inner })).toBe('{"a":1}');
    expect(goMarshal({ toJSON: () => [key] })).toBe('["string 0"]');
  });

  test('may return a boxed value, null or nothing', () => {
    expect(goMarshal({ toJSON: () => Object('a') as unknown })).toBe('"a"');
    expect(goMarshal({ toJSON: () => null })).toBe('null');
    expect(goMarshal([{ toJSON: () => {} }])).toBe('[null]');
  });

  test('that is no function is a member', () => {
    expect(goMarshal({ toJSON: 5 })).toBe('{"toJSON":5}');
  });
});

test('promises are left out and given to the callback', () => {
  const ignored: unknown[] = [];
  const promise = Promise.resolve(1);
  const json = goMarshal(
    { promise, list: [promise] },
    {
      isVar: () => false,
      ignore: (each) => ignored.push(each),
      jsonOf: () => undefined,
    },
  );
  expect(json).toBe('{"list":[null]}');
  expect(ignored).toEqual([promise, promise]);
  expect(goMarshal([promise])).toBe('[null]');
});

test('the depth counts the arrays and objects around the value', () => {
  expect(goMarshal([[1]], undefined, undefined, MAX_DEPTH - 2)).toBe('[[1]]');
  expect(() => goMarshal([[1]], undefined, undefined, MAX_DEPTH - 1)).toThrow(
    'the value nests deeper than 100 levels',
  );
});

test('a variable in a value is asked with the bytes and the depth that are left', () => {
  const variable = {};
  const asked: number[][] = [];
  const json = goMarshal(
    [1, { a: variable }],
    {
      isVar: (object) => object === variable,
      ignore: () => {},
      jsonOf: (_variable, maxBytes, depth) => {
        asked.push([maxBytes, depth]);
        return '"é"';
      },
    },
    20,
    5,
  );
  expect(json).toBe('[1,{"a":"é"}]');
  expect(asked).toEqual([[14, 7]]);
});
