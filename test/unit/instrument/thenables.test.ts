import { Counted, Timed } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../support/instrumented.js';

/** A query of a query builder: each call of then sends it. */
class Query implements PromiseLike<unknown> {
  sent = 0;

  constructor(private readonly result: unknown) {}

  then<T = unknown, E = never>(
    onValue?: ((value: unknown) => T | PromiseLike<T>) | null,
    onError?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    this.sent++;
    const promise =
      this.result instanceof Error
        ? Promise.reject(this.result)
        : Promise.resolve(this.result);
    return promise.then(onValue, onError);
  }
}

describe.each([
  { instrument: Counted, name: '@Counted' },
  { instrument: Timed, name: '@Timed' },
])('a query from a method with $name', ({ instrument }) => {
  class Quotes {
    @instrument()
    find(query: PromiseLike<unknown>) {
      return query;
    }
  }

  test('is sent once per await, and not before', async () => {
    const query = new Query('found');
    const before = countsOf(Quotes, 'find');
    const given = new Quotes().find(query);
    await Promise.resolve();
    expect(given).toBe(query);
    expect(query.sent).toBe(0);
    expect(countsOf(Quotes, 'find').inFlight).toBe(0);
    const finding = given.then((value) => value);
    expect(countsOf(Quotes, 'find').inFlight).toBe(1);
    expect(await finding).toBe('found');
    expect(query.sent).toBe(1);
    expect(Object.keys(query)).toEqual(['result', 'sent'].toSorted());
    expect(Object.hasOwn(query, 'then')).toBe(false);
    expect(await given).toBe('found');
    expect(query.sent).toBe(2);
    const { calls, errors, inFlight } = countsOf(Quotes, 'find');
    expect([calls - before.calls, errors - before.errors, inFlight]).toEqual([
      1, 0, 0,
    ]);
  });

  test('can be returned many times without being awaited', async () => {
    const query = new Query('found');
    const quotes = new Quotes();
    for (let i = 0; i < 20_000; i++) {
      quotes.find(query);
    }
    expect(await query).toBe('found');
    expect(query.sent).toBe(1);
    expect(Object.hasOwn(query, 'then')).toBe(false);
  });

  test('is in flight for each method that returns it', async () => {
    class Outer {
      @instrument()
      find(query: PromiseLike<unknown>) {
        return new Quotes().find(query);
      }
    }
    const finding = new Outer().find(new Query('found')).then((found) => found);
    expect(countsOf(Outer, 'find').inFlight).toBe(1);
    expect(countsOf(Quotes, 'find').inFlight).toBe(1);
    await finding;
    expect(countsOf(Outer, 'find').inFlight).toBe(0);
    expect(countsOf(Quotes, 'find').inFlight).toBe(0);
  });

  test('counts its error and rejects with it', async () => {
    const boom = new Error('boom');
    const { errors } = countsOf(Quotes, 'find');
    const find = () => new Quotes().find(new Query(boom));
    await expect(find()).rejects.toBe(boom);
    await expect(find().then(undefined)).rejects.toBe(boom);
    expect(await find().then(undefined, () => 'handled')).toBe('handled');
    const throwing = {
      then() {
        throw boom;
      },
    };
    await expect(new Quotes().find(throwing)).rejects.toBe(boom);
    expect(Object.keys(throwing)).toEqual(['then']);
    expect(countsOf(Quotes, 'find')).toMatchObject({
      errors: errors + 4,
      inFlight: 0,
    });
  });

  test('resolves through then(undefined)', async () => {
    expect(await new Quotes().find(new Query('found')).then(undefined)).toBe(
      'found',
    );
  });

  test('is returned unchanged when it is frozen', async () => {
    const query = Object.freeze({
      then: (onValue: (value: string) => void) => onValue('found'),
    }) as unknown as PromiseLike<string>;
    expect(await new Quotes().find(query)).toBe('found');
    expect(countsOf(Quotes, 'find').inFlight).toBe(0);
  });
});

describe.each([
  { instrument: Counted, name: '@Counted' },
  { instrument: Timed, name: '@Timed' },
])('a lazy query from a method with $name', ({ instrument }) => {
  /** A query whose catch and finally do not call its then. */
  class LazyQuery extends Query {
    catch(onError?: (error: unknown) => unknown) {
      return super.then(undefined, onError);
    }

    async finally(callback: () => unknown) {
      try {
        return await super.then(undefined);
      } finally {
        await callback();
      }
    }
  }

  class Quotes {
    @instrument()
    find(query: LazyQuery) {
      return query;
    }
  }

  /** A promise that sends its query when then is called. */
  class LazyPromise extends Promise<unknown> {
    sent = 0;

    static override get [Symbol.species]() {
      return Promise;
    }

    constructor(private readonly result: unknown) {
      super((resolve) => {
        resolve(undefined);
      });
    }

    override then<T = unknown, E = never>(
      ...callbacks: Parameters<typeof Promise.prototype.then<T, E>>
    ): Promise<T | E> {
      this.sent++;
      return new Query(this.result).then(...callbacks);
    }
  }

  const growth = async (work: () => Promise<unknown>) => {
    const before = countsOf(Quotes, 'find');
    const result = await work();
    const { calls, errors, inFlight, latency } = countsOf(Quotes, 'find');
    return {
      result,
      calls: calls - before.calls,
      errors: errors - before.errors,
      inFlight,
      latencies: (latency?.count ?? 1) - (before.latency?.count ?? 0),
    };
  };

  test('counts an error that is caught with catch()', async () => {
    const query = new LazyQuery(new Error('no connection'));
    expect(
      await growth(() =>
        new Quotes().find(query).catch((error) => (error as Error).message),
      ),
    ).toEqual({
      result: 'no connection',
      calls: 1,
      errors: 1,
      inFlight: 0,
      latencies: 1,
    });
    expect(query.sent).toBe(1);
    expect(Object.keys(query)).toEqual(['result', 'sent'].toSorted());
  });

  test('counts a value that is read with catch()', async () => {
    const query = new LazyQuery('found');
    expect(
      await growth(() => new Quotes().find(query).catch(() => {})),
    ).toEqual({
      result: 'found',
      calls: 1,
      errors: 0,
      inFlight: 0,
      latencies: 1,
    });
    expect(query.sent).toBe(1);
  });

  test('counts a value and an error that are read with finally()', async () => {
    let cleanUps = 0;
    const cleanUp = () => {
      cleanUps++;
    };
    const found = new LazyQuery('found');
    expect(
      await growth(() => new Quotes().find(found).finally(cleanUp)),
    ).toMatchObject({ result: 'found', errors: 0, latencies: 1 });
    const lost = new LazyQuery(new Error('lost'));
    expect(
      await growth(async () =>
        new Quotes()
          .find(lost)
          .finally(cleanUp)
          .then(undefined, (error) => (error as Error).message),
      ),
    ).toMatchObject({ result: 'lost', errors: 1, latencies: 1 });
    expect([found.sent, lost.sent, cleanUps]).toEqual([1, 1, 2]);
  });

  test('may be read with finally() without a callback, as a promise', async () => {
    const found = new LazyQuery('found');
    expect(
      await growth(() => new Quotes().find(found).finally(undefined as never)),
    ).toMatchObject({ result: 'found', errors: 0, latencies: 1 });
  });

  test('of a subclass of Promise is sent once, when it is awaited', async () => {
    const promise = new LazyPromise(new Error('lost'));
    const given = new Quotes().find(promise as never);
    await new Promise(setImmediate);
    expect(promise.sent).toBe(0);
    expect(
      await growth(() =>
        Promise.resolve(given).catch((error) => (error as Error).message),
      ),
    ).toMatchObject({ result: 'lost', errors: 1, latencies: 1 });
    expect(promise.sent).toBe(1);
  });
});
