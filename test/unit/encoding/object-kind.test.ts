import { runInNewContext } from 'node:vm';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { kindOf, type ObjectKind } from '../../../src/encoding/object-kind.js';

const EXPRESSIONS: [expression: string, kind: ObjectKind][] = [
  ['[]', 'array'],
  ['new Array(3)', 'array'],
  ['new Uint8Array(1)', 'bytes'],
  ['new Uint8ClampedArray(1)', 'typedArray'],
  ['new Float64Array(1)', 'typedArray'],
  ['new BigInt64Array(1)', 'typedArray'],
  ['new Date(0)', 'date'],
  ['Object(1)', 'boxed'],
  ["Object('a')", 'boxed'],
  ['Object(true)', 'boxed'],
  ['Object(1n)', 'boxed'],
  ['Promise.resolve(1)', 'promise'],
  ['new Set()', 'set'],
  ['new Map()', 'map'],
  ['new Error("boom")', 'error'],
  ['new (class extends RangeError {})()', 'error'],
  ['({})', 'ordinary'],
  ['Object.create(null)', 'ordinary'],
  ['new (class A { a = 1; })()', 'ordinary'],
  ['new (class extends Map {})()', 'map'],
  ['new (class extends Date {})()', 'date'],
  ['new WeakMap()', 'ordinary'],
  ['/a/', 'ordinary'],
  ['new ArrayBuffer(1)', 'ordinary'],
];

describe('the kind of an object', () => {
  test.each(EXPRESSIONS)('of another realm: %s is %s', (expression, kind) => {
    expect(kindOf(runInNewContext(expression) as object)).toBe(kind);
  });

  test('is that of its data, whatever its tag says', () => {
    const tagged = (object: object) =>
      Object.defineProperty(object, Symbol.toStringTag, { value: 'Object' });
    expect(kindOf(tagged(new Map()))).toBe('map');
    expect(kindOf(tagged(new Date()))).toBe('date');
    expect(kindOf(tagged(new Error('boom')))).toBe('error');
    expect(kindOf({ [Symbol.toStringTag]: 'Map' })).toBe('ordinary');
    expect(kindOf({ then: () => {} })).toBe('ordinary');
  });

  test('is observable for an object of RxJS and for any with its method', () => {
    expect(kindOf(of(1))).toBe('observable');
    expect(kindOf({ '@@observable': () => {} })).toBe('observable');
    expect(kindOf({ '@@observable': 1 })).toBe('ordinary');
  });

  test('is observable by the symbol once that is polyfilled', () => {
    const observable = Symbol('observable');
    Object.defineProperty(Symbol, 'observable', {
      value: observable,
      configurable: true,
    });
    try {
      expect(kindOf({ [observable]: () => {} })).toBe('observable');
      expect(kindOf({ '@@observable': () => {} })).toBe('ordinary');
    } finally {
      Reflect.deleteProperty(Symbol, 'observable');
    }
  });

  test('is ordinary for a Proxy whose has() throws', () => {
    const proxy = new Proxy(
      {},
      {
        has: () => {
          throw new Error('trap');
        },
      },
    );
    expect(kindOf(proxy)).toBe('ordinary');
  });

  test('is rawJson for JSON.rawJSON of Node 22 and newer', () => {
    const { rawJSON } = JSON as { rawJSON?: (text: string) => object };
    expect(kindOf(rawJSON?.('1') ?? Object('1'))).toBe(
      rawJSON === undefined ? 'boxed' : 'rawJson',
    );
    expect(kindOf({ rawJSON: '1' })).toBe('ordinary');
  });
});
