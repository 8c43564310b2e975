import { ExpvarRegistry, FuncVar, MapVar, StringVar, Var } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function boom(): never {
  throw new Error('boom');
}

const thrownValues: [string, () => unknown][] = [
  ['a revoked Proxy', revokedProxy],
  [
    'an object whose prototype is a revoked Proxy',
    () => Object.create(revokedProxy()) as object,
  ],
  [
    'an Error whose prototype is a revoked Proxy',
    () => Object.setPrototypeOf(new Error('odd'), revokedProxy()) as object,
  ],
  [
    'a Proxy whose traps throw',
    () => new Proxy({}, { get: boom, getPrototypeOf: boom, has: boom }),
  ],
  [
    'an Error whose message throws',
    () => Object.defineProperty(new Error(), 'message', { get: boom }),
  ],
  [
    'an object that cannot become a string',
    () => Object.create(null) as object,
  ],
  ['an object whose toString throws', () => ({ toString: boom })],
  ['a symbol', () => Symbol('odd')],
  ['undefined', () => undefined],
  ['null', () => null],
];

class ThrowingVar extends Var {
  constructor(private readonly thrown: () => unknown) {
    super();
  }

  toString(): string {
    throw this.thrown();
  }
}

describe.each(thrownValues)('a variable that throws %s', (_, thrown) => {
  const throwIt = () => {
    throw thrown();
  };

  test('loses only its own key of a map', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    const map = registry.newMap('map');
    map.add('a');
    map.set('custom', new ThrowingVar(thrown));
    map.set('func', new FuncVar(throwIt));
    map.set('async', new FuncVar(async () => throwIt()));
    map.set('value', new FuncVar(() => ({ nested: new FuncVar(throwIt) })));
    map.set(
      'getter',
      new FuncVar(() =>
        Object.defineProperty({}, 'a', { get: throwIt, enumerable: true }),
      ),
    );
    map.set('toJSON', new FuncVar(() => ({ toJSON: throwIt })));
    map.add('z');
    expect(await documentOf(registry)).toBe(
      '{\n"map": {"a": 1, "value": {}, "z": 1}\n}\n',
    );
    expect(registry.failures()).toHaveLength(6);
  });

  test('is null at top level and affects no other variable', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    registry.func('func', throwIt);
    registry.publish('text', new ThrowingVar(thrown));
    expect(await documentOf(registry)).toBe(
      '{\n"a": 0,\n"func": null,\n"text": null\n}\n',
    );
  });

  test('is null in its own toString', () => {
    expect(new FuncVar(throwIt).toString()).toBe('null');
    expect(new FuncVar(() => ({ a: new FuncVar(throwIt) })).toString()).toBe(
      '{}',
    );
  });
});

describe('a function that returns', () => {
  test.each<[string, () => unknown]>([
    ['a revoked Proxy', revokedProxy],
    ['an object with a revoked Proxy', () => ({ a: revokedProxy() })],
    ['a promise of a revoked Proxy', async () => [revokedProxy()]],
    [
      'an object whose then throws',
      () => ({
        get then() {
          return boom();
        },
      }),
    ],
    [
      'an object whose toStringTag throws',
      () => ({
        get [Symbol.toStringTag]() {
          return boom();
        },
      }),
    ],
    [
      'a Map with a revoked Proxy as a key',
      () => new Map([[revokedProxy(), 1]]),
    ],
    [
      'an Error whose name throws',
      () => Object.defineProperty(new Error(), 'name', { get: boom }),
    ],
    [
      'a boxed number whose valueOf throws',
      () => Object.assign(Object(1) as object, { valueOf: boom }),
    ],
  ])('%s fails without affecting other variables', async (_, fn) => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.newMap('map').set('bad', new FuncVar(fn));
    registry.newMap('map2').add('good');
    expect(await documentOf(registry)).toBe(
      '{\n"map": {},\n"map2": {"good": 1}\n}\n',
    );
  });

  test('a promise whose overridden then calls back twice has the first value', async () => {
    const registry = new ExpvarRegistry();
    registry.func('twice', () =>
      Object.assign(Promise.resolve(), {
        then(resolve: (value: number) => void) {
          resolve(1);
          resolve(2);
        },
      }),
    );
    registry.func('later', () =>
      Object.assign(Promise.resolve(), {
        then(resolve: (value: number) => void, reject: (error: Error) => void) {
          setImmediate(() => {
            resolve(1);
            reject(new Error('too late'));
          });
        },
      }),
    );
    expect(await documentOf(registry)).toBe('{\n"later": 1,\n"twice": 1\n}\n');
  });

  test('a value leaves out a promise whose overridden then throws', async () => {
    const registry = new ExpvarRegistry();
    const promise = Object.assign(Promise.resolve(), { then: boom });
    registry.func('value', () => ({ promise, ok: 1 }));
    expect(await documentOf(registry)).toBe('{\n"value": {"ok":1}\n}\n');
    expect(new FuncVar(() => [promise]).toString()).toBe('[null]');
  });
});

describe('wrong arguments', () => {
  test.each<[string, unknown, string]>([
    ['a revoked Proxy', revokedProxy(), 'an object'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['a symbol', Symbol('s'), 'a symbol'],
    ['a long string', 'x'.repeat(1000), `the string "${'x'.repeat(200)}…"`],
  ])(
    'such as %s cause a TypeError that describes them',
    (_, value, description) => {
      const map = new MapVar();
      if (typeof value !== 'string') {
        expect(() => map.add(value as string)).toThrow(TypeError);
        expect(() => map.add(value as string)).toThrow(`it got ${description}`);
        expect(() => new StringVar().set(value as string)).toThrow(
          `StringVar.set takes a string; it got ${description}`,
        );
      }
      expect(() => new FuncVar(value as never)).toThrow(TypeError);
      expect(() => new FuncVar(value as never)).toThrow(
        `it got ${description}`,
      );
    },
  );
});
