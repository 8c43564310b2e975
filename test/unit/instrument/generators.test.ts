import { Counted, Timed } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../support/instrumented.js';

describe.each([
  { instrument: Counted, name: '@Counted' },
  { instrument: Timed, name: '@Timed' },
])('a generator with $name', ({ instrument }) => {
  class Quotes {
    readonly cleaned: string[] = [];

    @instrument()
    *ticks(count: number): Generator<number, string, string | undefined> {
      try {
        for (let i = 0; i < count; i++) {
          const sent = yield i;
          if (sent === 'stop') {
            throw new Error('stopped');
          }
        }
        return 'done';
      } finally {
        this.cleaned.push('ticks');
      }
    }

    @instrument()
    *stubborn() {
      try {
        yield 1;
      } finally {
        yield 2;
      }
    }

    @instrument()
    async *later(count: number) {
      try {
        for (let i = 0; i < count; i++) {
          yield await Promise.resolve(i);
        }
        if (count === 0) {
          throw new Error('nothing');
        }
      } finally {
        this.cleaned.push('later');
      }
    }
  }

  /** Returns a function that returns the calls and errors since now, and the calls in flight. */
  function counter(key: 'ticks' | 'stubborn' | 'later') {
    const before = countsOf(Quotes, key);
    return () => {
      const { calls, errors, inFlight } = countsOf(Quotes, key);
      return [calls - before.calls, errors - before.errors, inFlight];
    };
  }

  test('is in flight from its first step until it is done', () => {
    const counts = counter('ticks');
    const ticks = new Quotes().ticks(2);
    expect(Object.prototype.toString.call(ticks)).toBe('[object Generator]');
    expect(counts()).toEqual([1, 0, 0]);
    expect(ticks.next()).toEqual({ done: false, value: 0 });
    expect(counts()).toEqual([1, 0, 1]);
    expect(ticks.next()).toEqual({ done: false, value: 1 });
    expect(ticks.next()).toEqual({ done: true, value: 'done' });
    expect(ticks.next()).toEqual({ done: true, value: undefined });
    expect(counts()).toEqual([1, 0, 0]);
  });

  test('can be spread and delegated to', () => {
    const counts = counter('ticks');
    const quotes = new Quotes();
    expect([...quotes.ticks(3)]).toEqual([0, 1, 2]);
    function* both() {
      yield* quotes.ticks(1);
      return yield* quotes.ticks(2);
    }
    expect([...both()]).toEqual([0, 0, 1]);
    expect(counts()).toEqual([3, 0, 0]);
  });

  test('ends when its consumer stops early', () => {
    const counts = counter('ticks');
    const quotes = new Quotes();
    for (const tick of quotes.ticks(3)) {
      if (tick === 1) {
        break;
      }
    }
    expect(quotes.cleaned).toEqual(['ticks']);
    expect(counts()).toEqual([1, 0, 0]);
    expect(quotes.ticks(3).return('early')).toEqual({
      done: true,
      value: 'early',
    });
    expect(counts()).toEqual([2, 0, 0]);
  });

  test('stays in flight when it yields after return()', () => {
    const counts = counter('stubborn');
    const stubborn = new Quotes().stubborn();
    stubborn.next();
    expect(stubborn.return(undefined as never)).toEqual({
      done: false,
      value: 2,
    });
    expect(counts()).toEqual([1, 0, 1]);
    stubborn.next();
    expect(counts()).toEqual([1, 0, 0]);
  });

  test('counts errors that it throws and errors that are thrown into it', () => {
    const counts = counter('ticks');
    const sent = new Quotes().ticks(2);
    sent.next();
    expect(() => sent.next('stop')).toThrow('stopped');
    expect(counts()).toEqual([1, 1, 0]);
    const thrown = new Quotes().ticks(2);
    thrown.next();
    const boom = new Error('boom');
    expect(() => thrown.throw(boom)).toThrow(boom);
    expect(counts()).toEqual([2, 2, 0]);
  });

  test('can be async', async () => {
    const counts = counter('later');
    const quotes = new Quotes();
    const values: number[] = [];
    for await (const value of quotes.later(2)) {
      expect(counts()).toEqual([1, 0, 1]);
      values.push(value);
    }
    expect(values).toEqual([0, 1]);
    expect(counts()).toEqual([1, 0, 0]);
    for await (const _ of quotes.later(2)) {
      break;
    }
    expect(quotes.cleaned).toEqual(['later', 'later']);
    expect(counts()).toEqual([2, 0, 0]);
    await expect(quotes.later(0).next()).rejects.toThrow('nothing');
    expect(counts()).toEqual([3, 1, 0]);
  });
});

test('the latency of a generator is recorded only for those that started', () => {
  class Quotes {
    @Timed()
    *ticks() {
      yield 1;
    }
  }
  const quotes = new Quotes();
  const ticks = quotes.ticks();
  quotes.ticks();
  expect(countsOf(Quotes, 'ticks').latency?.count).toBe(0);
  expect([...ticks]).toEqual([1]);
  expect(countsOf(Quotes, 'ticks')).toMatchObject({
    calls: 2,
    latency: { count: 1 },
  });
});
