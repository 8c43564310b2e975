import { describe, expect, test, vi } from 'vitest';
import { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';
import { SingleFlight } from '../../../src/evaluation/single-flight.js';
import { FuncVar } from '../../../src/vars/func-var.js';
import { deferred } from '../../support/deferred.js';
import { captureWarnings } from '../../support/registries.js';

const func = { value: undefined };

async function settledLate(flights: SingleFlight, value: string) {
  const { promise, resolve } = deferred<string>();
  const flight = flights.start(func, promise);
  flight.isLate = true;
  resolve(value);
  await promise;
}

describe('what comes too late', () => {
  test('is kept for a minute', async () => {
    let now = 1000;
    const flights = new SingleFlight(() => now);
    await settledLate(flights, 'late');
    now = 60_999;
    expect(flights.staleResult(func)).toEqual({
      outcome: { value: 'late' },
      age: 59_999,
    });
    now = 61_000;
    expect(flights.staleResult(func)).toBeUndefined();
    now = 1000;
    expect(flights.staleResult(func)).toBeUndefined();
  });

  test('is kept until the next call settles', async () => {
    const flights = new SingleFlight(() => 0);
    await settledLate(flights, 'first');
    const { promise, resolve } = deferred();
    expect(flights.pending(func)).toBeUndefined();
    const flight = flights.start(func, promise);
    expect(flights.pending(func)).toBe(flight);
    expect(flights.staleResult(func)).toMatchObject({
      outcome: { value: 'first' },
    });
    resolve();
    await promise;
    expect(flights.pending(func)).toBeUndefined();
    expect(flights.staleResult(func)).toBeUndefined();
  });

  test('may be an error', async () => {
    const flights = new SingleFlight(() => 0);
    const { promise, reject } = deferred();
    flights.start(func, promise).isLate = true;
    reject(new Error('boom'));
    await promise.catch(() => {});
    expect(flights.staleResult(func)?.outcome).toEqual({
      error: new Error('boom'),
    });
  });

  test('is not what came in time', async () => {
    const flights = new SingleFlight(() => 0);
    const { promise, resolve } = deferred<string>();
    flights.start(func, promise);
    resolve('in time');
    await promise;
    expect(flights.staleResult(func)).toBeUndefined();
  });
});

test.each([
  ['in a value', (never: unknown) => ({ never })],
  [
    'from a function in a value',
    (never: unknown) => [new FuncVar(() => never)],
  ],
])('a promise %s gets one reaction, not one a scrape', async (_, valueOf) => {
  captureWarnings();
  const { promise } = deferred();
  const then = vi.spyOn(promise, 'then');
  const registry = new ExpvarRegistry();
  registry.func('a', () => valueOf(promise));
  await registry.render();
  await registry.render();
  expect(then).toHaveBeenCalledTimes(1);
});
