import 'reflect-metadata';
import { runInNewContext } from 'node:vm';
import { Counted, Timed } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deferred } from '../../support/deferred.js';
import { countsOf } from '../../support/instrumented.js';

const instruments = [
  { instrument: Counted, name: '@Counted' },
  { instrument: Timed, name: '@Timed' },
];

describe.each(instruments)('a method with $name', ({ instrument }) => {
  test('keeps its this, its arguments and its result', () => {
    class Quotes {
      readonly #factor = 2;

      @instrument()
      sum(...values: number[]) {
        return values.reduce((a, b) => a + b, 0) * this.#factor;
      }

      @instrument()
      static create() {
        return new this();
      }
    }
    const quotes = Quotes.create();
    expect(quotes).toBeInstanceOf(Quotes);
    expect(quotes.sum(1, 2, 3)).toBe(12);
    expect(quotes.sum()).toBe(0);
    expect(countsOf(Quotes, 'sum')).toMatchObject({
      calls: 2,
      errors: 0,
      inFlight: 0,
    });
    expect(countsOf(Quotes, 'create', Quotes)).toMatchObject({ calls: 1 });
  });

  test.each([
    ['an object', { a: 1 }],
    ['an array', [1]],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 1],
    ['an object that is frozen', Object.freeze({ a: 1 })],
    ['an object with a next that is no function', { next: 1 }],
    ['an object with a then that is no function', { then: 1 }],
    ['an iterator that is no generator', new Map([[1, 2]]).values()],
    ['an object without a prototype', Object.create(null)],
  ])('returns the identical value for %s', (_, value: unknown) => {
    class Quotes {
      @instrument()
      give() {
        return value;
      }
    }
    expect(new Quotes().give()).toBe(value);
    expect(countsOf(Quotes, 'give')).toMatchObject({ calls: 1, inFlight: 0 });
  });

  test('does not read the members of an object apart from then', () => {
    const read: string[] = [];
    const queue = {
      get next() {
        read.push('next');
        return () => 'first';
      },
    };
    class Quotes {
      @instrument()
      give() {
        return queue;
      }
    }
    expect(new Quotes().give()).toBe(queue);
    expect(read).toEqual([]);
  });

  test('returns a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    class Quotes {
      @instrument()
      give() {
        return proxy;
      }
    }
    // expect(…).toBe would inspect the proxy and throw.
    expect(new Quotes().give() === proxy).toBe(true);
    expect(countsOf(Quotes, 'give').calls).toBe(1);
  });

  test.each([
    ['an Error', new Error('boom')],
    ['a string', 'boom'],
    ['undefined', undefined],
  ])('throws the identical value for %s', (_, thrown: unknown) => {
    class Quotes {
      @instrument()
      fail() {
        throw thrown;
      }
    }
    let caught: unknown = 'nothing';
    try {
      new Quotes().fail();
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(countsOf(Quotes, 'fail')).toMatchObject({
      calls: 1,
      errors: 1,
      inFlight: 0,
    });
  });

  test('keeps its name, length, metadata and properties', () => {
    const later = Symbol('later');
    const mark: MethodDecorator = (_target, _key, descriptor) => {
      Reflect.defineMetadata('mark', 'below', descriptor.value as object);
      Object.assign(descriptor.value as object, { extra: 'property' });
    };
    class Quotes {
      @instrument()
      @mark
      place(symbol: string, price: number, volume = 1) {
        return [symbol, price, volume];
      }

      @instrument({ name: 'later' })
      [later]() {}
    }
    const { place, [later]: bySymbol } = Quotes.prototype;
    expect(place.name).toBe('place');
    expect(place).toHaveLength(2);
    expect(Reflect.getOwnMetadata('mark', place)).toBe('below');
    expect(place).toHaveProperty('extra', 'property');
    expect(bySymbol.name).toBe('[later]');
    expect(
      Object.getOwnPropertyDescriptor(Quotes.prototype, 'place'),
    ).toMatchObject({ enumerable: false, configurable: true, writable: true });
    expect(Object.keys(place)).toEqual(['extra']);
  });

  test('accepts any this', () => {
    class Quotes {
      @instrument()
      who() {
        return this as unknown;
      }
    }
    class More extends Quotes {}
    countsOf(More, 'who', Quotes.prototype);
    const { who } = Quotes.prototype;
    expect(who.call(undefined as never)).toBe(undefined);
    expect(who.call(null as never)).toBe(null);
    expect(who.call(7 as never)).toBe(7);
    expect(who.call(Object.create(null) as Quotes)).toEqual({});
    expect(countsOf(Quotes, 'who').calls).toBe(4);
    expect(countsOf(More, 'who', Quotes.prototype).calls).toBe(0);
  });

  test('counts recursive calls', () => {
    class Quotes {
      @instrument()
      factorial(n: number): number {
        return n < 2 ? 1 : n * this.factorial(n - 1);
      }
    }
    expect(new Quotes().factorial(5)).toBe(120);
    expect(countsOf(Quotes, 'factorial').calls).toBe(5);
  });

  test('counts for each subclass, also before it is published', () => {
    class Quotes {
      @instrument()
      tick() {}
    }
    class Copper extends Quotes {}
    class Bitcoin extends Quotes {}
    class Private extends Bitcoin {}
    new Quotes().tick();
    new Copper().tick();
    new Copper().tick();
    new Bitcoin().tick();
    new Private().tick();
    const calls = [Quotes, Copper, Bitcoin, Private].map(
      (constructor) => countsOf(constructor, 'tick', Quotes.prototype).calls,
    );
    expect(calls).toEqual([1, 2, 1, 1]);
  });

  test('counts for its class when this is not an instance', () => {
    class Quotes {
      @instrument()
      tick() {}
    }
    const { tick } = Quotes.prototype;
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('no property may be read');
        },
      },
    );
    for (const other of [undefined, null, 5, {}, new Map(), hostile]) {
      tick.call(other);
    }
    expect(countsOf(Quotes, 'tick').calls).toBe(6);
  });

  test('has one count for all subclasses when it is static', () => {
    class Quotes {
      declare readonly price: number;

      @instrument()
      static tick() {}
    }
    class Copper extends Quotes {}
    Quotes.tick();
    Copper.tick();
    expect(countsOf(Quotes, 'tick', Quotes).calls).toBe(2);
  });

  test('does not count a super call of an instrumented override', () => {
    class Quotes {
      @instrument()
      tick() {
        return 'tick';
      }
    }
    class Copper extends Quotes {
      @instrument()
      override tick() {
        return `copper ${super.tick()}`;
      }
    }
    expect(new Copper().tick()).toBe('copper tick');
    expect(countsOf(Copper, 'tick').calls).toBe(1);
    expect(countsOf(Quotes, 'tick').calls).toBe(0);
  });

  test.each([
    [
      'a proxy',
      (method: () => unknown) =>
        new Proxy(method, { apply: () => 'no promise' }),
    ],
    [
      'a function with its prototype',
      (method: () => unknown): (() => unknown) =>
        Object.setPrototypeOf(() => 'no promise', method) as () => unknown,
    ],
  ])('accepts %s whose method was async', (_, wrap) => {
    class Quotes {
      @instrument()
      @((_target: object, _key: string, descriptor: PropertyDescriptor) => {
        descriptor.value = wrap(descriptor.value as () => unknown);
      })
      async load() {
        await Promise.resolve();
      }
    }
    expect(new Quotes().load()).toBe('no promise');
    expect(countsOf(Quotes, 'load')).toMatchObject({
      calls: 1,
      errors: 0,
      inFlight: 0,
    });
  });
});

describe.each(instruments)('an async method with $name', ({ instrument }) => {
  test('is in flight until it resolves', async () => {
    const { promise, resolve } = deferred<number>();
    class Quotes {
      @instrument()
      async load() {
        return await promise;
      }
    }
    const loading = new Quotes().load();
    expect(loading).toBeInstanceOf(Promise);
    expect(countsOf(Quotes, 'load')).toMatchObject({ calls: 1, inFlight: 1 });
    resolve(7);
    expect(await loading).toBe(7);
    expect(countsOf(Quotes, 'load')).toMatchObject({
      calls: 1,
      errors: 0,
      inFlight: 0,
    });
  });

  test('rejects with the identical error', async () => {
    const boom = new Error('boom');
    class Quotes {
      @instrument()
      async load() {
        await Promise.resolve();
        throw boom;
      }

      @instrument()
      unawaited() {
        return Promise.reject(boom);
      }
    }
    const quotes = new Quotes();
    expect(await quotes.load().catch((error: unknown) => error)).toBe(boom);
    expect(await quotes.unawaited().catch((error: unknown) => error)).toBe(
      boom,
    );
    for (const key of ['load', 'unawaited']) {
      expect(countsOf(Quotes, key)).toMatchObject({
        calls: 1,
        errors: 1,
        inFlight: 0,
      });
    }
  });

  test('keeps all frames of a stack trace and adds one with its name', async () => {
    class Quotes {
      @instrument()
      load() {
        return this.#inside();
      }

      @instrument()
      async loadLater() {
        await Promise.resolve();
        return this.#inside();
      }

      async caller() {
        await this.loadLater();
      }

      #inside() {
        throw new Error('boom');
      }
    }
    const quotes = new Quotes();
    function callLoad() {
      quotes.load();
    }
    expect(framesOf(await errorOf(callLoad))).toEqual([
      '#inside',
      'load',
      'load',
      'callLoad',
    ]);
    expect(framesOf(await errorOf(() => quotes.caller()))).toEqual([
      '#inside',
      'loadLater',
      'caller',
    ]);
  });

  test('returns promises with members or of a subclass unchanged', async () => {
    class Cancelable extends Promise<number> {
      readonly cancel = () => {};
    }
    const promises: Promise<unknown>[] = [
      Object.assign(Promise.resolve(1), { cancel: () => {} }),
      Object.assign(Promise.reject(new Error('boom')), { cancel: () => {} }),
      new Cancelable((resolve) => resolve(3)),
    ];
    class Quotes {
      @instrument()
      load(i: number) {
        return promises[i]!;
      }
    }
    const quotes = new Quotes();
    const given = promises.map((_, i) => quotes.load(i));
    expect(given.map((promise, i) => promise === promises[i])).toEqual([
      true,
      true,
      true,
    ]);
    expect(countsOf(Quotes, 'load').inFlight).toBe(3);
    expect(await Promise.allSettled(given)).toMatchObject([
      { value: 1 },
      { reason: { message: 'boom' } },
      { value: 3 },
    ]);
    expect(countsOf(Quotes, 'load')).toMatchObject({
      calls: 3,
      errors: 1,
      inFlight: 0,
    });
  });
});

test('the latency of a method includes every call, in seconds', async () => {
  let time = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => time);
  onTestFinished(() => void vi.restoreAllMocks());
  const { promise, resolve } = deferred();
  class Quotes {
    @Timed()
    plain() {
      time += 250;
    }

    @Timed()
    object() {
      time += 250;
      return {};
    }

    @Timed()
    fail() {
      time += 250;
      throw new Error('boom');
    }

    @Timed()
    async load() {
      await promise;
      time += 250;
    }
  }
  const quotes = new Quotes();
  quotes.plain();
  quotes.object();
  expect(() => quotes.fail()).toThrow('boom');
  const loading = quotes.load();
  expect(countsOf(Quotes, 'load').latency?.count).toBe(0);
  resolve();
  await loading;
  for (const key of ['plain', 'object', 'fail', 'load']) {
    const { latency } = countsOf(Quotes, key);
    expect(latency).toMatchObject({ count: 1, min: 0.25, p50: 0.25 });
  }
});

test('a clock that goes back or returns nothing records no latency', () => {
  class Quotes {
    @Timed()
    tick() {
      return 'tick';
    }
  }
  const { now } = performance;
  const quotes = new Quotes();
  try {
    let time = 1000;
    performance.now = () => time--;
    expect(quotes.tick()).toBe('tick');
    performance.now = () => undefined as unknown as number;
    expect(quotes.tick()).toBe('tick');
  } finally {
    performance.now = now;
  }
  expect(countsOf(Quotes, 'tick')).toMatchObject({
    calls: 2,
    latency: { count: 0 },
  });
});

async function errorOf(fail: () => unknown): Promise<Error> {
  try {
    await fail();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it does not fail');
}

/** Returns the function names of a stack trace, down to the test. */
function framesOf(error: Error): string[] {
  const names = [
    ...error.stack!.matchAll(/^ +at (?:async )?(\S+) \((?!node:)/gm),
  ].map(([, name]) => name!.replace(/^.*\./, ''));
  const last = names.findIndex((name) => /^(?:callLoad|caller)$/.test(name));
  return names.slice(0, last + 1);
}

test('counts the outcome of a promise of another realm', async () => {
  const rejected = runInNewContext(
    'Promise.reject(new Error("no connection"))',
  ) as Promise<unknown>;
  class Quotes {
    @Counted()
    find() {
      return rejected;
    }
  }
  expect(rejected).not.toBeInstanceOf(Promise);
  const result = new Quotes().find();
  expect(countsOf(Quotes, 'find')).toEqual({
    calls: 1,
    errors: 0,
    inFlight: 1,
  });
  await expect(result).rejects.toThrow('no connection');
  await Promise.resolve();
  expect(countsOf(Quotes, 'find')).toEqual({
    calls: 1,
    errors: 1,
    inFlight: 0,
  });
});
