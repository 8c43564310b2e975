import { describe, expect, test, vi } from 'vitest';
import { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';
import { SingleFlight } from '../../../src/evaluation/single-flight.js';
import { yieldToEventLoop } from '../../../src/support/event-loop.js';
import { FuncVar } from '../../../src/vars/func-var.js';
import { deferred } from '../../support/deferred.js';
import { captureWarnings } from '../../support/registries.js';

const func = { value: undefined };

async function settledLate(singleFlight: SingleFlight, value: string) {
  const { promise, resolve } = deferred<string>();
  const flight = singleFlight.start(func, promise);
  flight.isLate = true;
  resolve(value);
  await yieldToEventLoop();
}

describe('a result that misses the deadline', () => {
  test('is kept for a minute', async () => {
    let now = 1000;
    const singleFlight = new SingleFlight(() => now);
    await settledLate(singleFlight, 'late');
    now = 60_999;
    expect(singleFlight.staleResult(func)).toEqual({
      outcome: { value: 'late' },
      age: 59_999,
    });
    now = 61_000;
    expect(singleFlight.staleResult(func)).toBeUndefined();
    now = 1000;
    expect(singleFlight.staleResult(func)).toBeUndefined();
  });

  test('is kept until the next call settles', async () => {
    const singleFlight = new SingleFlight(() => 0);
    await settledLate(singleFlight, 'first');
    const { promise, resolve } = deferred();
    expect(singleFlight.pending(func)).toBeUndefined();
    const flight = singleFlight.start(func, promise);
    expect(singleFlight.pending(func)).toBe(flight);
    expect(singleFlight.staleResult(func)).toMatchObject({
      outcome: { value: 'first' },
    });
    resolve();
    await yieldToEventLoop();
    expect(singleFlight.pending(func)).toBeUndefined();
    expect(singleFlight.staleResult(func)).toBeUndefined();
  });

  test('is kept when it is an error', async () => {
    const singleFlight = new SingleFlight(() => 0);
    const { promise, reject } = deferred();
    singleFlight.start(func, promise).isLate = true;
    reject(new Error('boom'));
    await yieldToEventLoop();
    expect(singleFlight.staleResult(func)?.outcome).toEqual({
      error: new Error('boom'),
    });
  });

  test('is not kept when it arrives in time', async () => {
    const singleFlight = new SingleFlight(() => 0);
    const { promise, resolve } = deferred<string>();
    singleFlight.start(func, promise);
    resolve('in time');
    await yieldToEventLoop();
    expect(singleFlight.staleResult(func)).toBeUndefined();
  });
});

test.each([
  ['in a value', (never: unknown) => ({ never })],
  [
    'from a function in a value',
    (never: unknown) => [new FuncVar(() => never)],
  ],
])(
  'a promise %s gets one reaction over several scrapes',
  async (_, valueOf) => {
    captureWarnings();
    const { promise } = deferred();
    const then = vi.spyOn(promise, 'then');
    const registry = new ExpvarRegistry();
    registry.func('a', () => valueOf(promise));
    await registry.render();
    await registry.render();
    expect(then).toHaveBeenCalledTimes(1);
  },
);
