import { setImmediate } from 'node:timers/promises';
import { ExpvarRegistry, FuncVar } from 'nestjs-expvar';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PendingCall } from '../../../src/evaluation/pending-call.js';
import { TimeSlice } from '../../../src/support/event-loop.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // Time slices never end, so documents yield only where these tests expect it.
  vi.spyOn(TimeSlice.prototype, 'isOver', 'get').mockReturnValue(false);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function never(): Promise<never> {
  return new Promise(() => undefined);
}

test('async variables are awaited concurrently', async () => {
  const registry = new ExpvarRegistry();
  const order: string[] = [];
  for (const name of ['a', 'b']) {
    registry.func(name, async () => {
      order.push(`${name} called`);
      await Promise.resolve();
      order.push(`${name} done`);
      return name;
    });
  }
  expect(await documentOf(registry)).toBe('{\n"a": "a",\n"b": "b"\n}\n');
  expect(order).toEqual(['a called', 'b called', 'a done', 'b done']);
});

test('async variables in maps and in results of functions are awaited', async () => {
  const registry = new ExpvarRegistry();
  const inner = registry.newMap('m');
  const nested = new (inner.constructor as new () => typeof inner)();
  nested.set(
    'k',
    registry.func('f', async () => 1),
  );
  inner.set('nested', nested);
  registry.func('g', () => nested);
  expect(await documentOf(registry)).toBe(
    '{\n"f": 1,\n"g": {"k": 1},\n"m": {"nested": {"k": 1}}\n}\n',
  );
});

test('an async variable that an async function returns is awaited', async () => {
  const registry = new ExpvarRegistry();
  registry.func('f', async () => new FuncVar(async () => 2));
  expect(await documentOf(registry)).toBe('{\n"f": 2\n}\n');
});

test('a value that settled while the event loop was blocked counts', async () => {
  vi.useRealTimers();
  const registry = new ExpvarRegistry(50);
  registry.func('ready', () => setImmediate('there'));
  const document = documentOf(registry);
  const start = performance.now();
  while (performance.now() - start < 100);
  expect(await document).toBe('{\n"ready": "there"\n}\n');
});

test('a variable that rejects is null', async () => {
  const warnings = captureWarnings();
  const registry = new ExpvarRegistry();
  registry.func('a', () => Promise.reject(new RangeError('boom')));
  registry.newInt('b');
  expect(await documentOf(registry)).toBe('{\n"a": null,\n"b": 0\n}\n');
  expect(warnings).toEqual(['variable "a" failed: RangeError: boom']);
});

describe('a variable that does not settle', () => {
  test('fails when the deadline has passed', async () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry(200);
    registry.func('hung', never);
    registry.newInt('ok');
    registry.newMap('m').set('hung', registry.func('again', never));
    const document = documentOf(registry);
    await vi.advanceTimersByTimeAsync(199);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await document).toBe(
      '{\n"again": null,\n"hung": null,\n"m": {},\n"ok": 0\n}\n',
    );
    expect(warnings).toContain(
      'variable "hung" failed: Error: no value within 200 ms',
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not called again by any scrape until it settles', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry(200);
    let settle: (value: string) => void = () => undefined;
    const fn = vi.fn(
      () => new Promise<string>((resolve) => (settle = resolve)),
    );
    registry.func('slow', fn);
    const firstTwo = Promise.all([documentOf(registry), documentOf(registry)]);
    await vi.advanceTimersByTimeAsync(200);
    await firstTwo;
    const third = documentOf(registry);
    await vi.advanceTimersByTimeAsync(0);
    expect(fn).toHaveBeenCalledTimes(1);
    settle('there');
    expect(await third).toBe('{\n"slow": "there"\n}\n');
    expect(vi.getTimerCount()).toBe(0);
    const fourth = documentOf(registry);
    await vi.advanceTimersByTimeAsync(0);
    expect(fn).toHaveBeenCalledTimes(2);
    settle('again');
    expect(await fourth).toBe('{\n"slow": "again"\n}\n');
  });

  test('keeps no listener of a scrape that reached its deadline', async () => {
    captureWarnings();
    const onSettled = vi.spyOn(PendingCall.prototype, 'onSettled');
    const registry = new ExpvarRegistry(100);
    let settle: (value: number) => void = () => undefined;
    registry.func('slow', () => new Promise((resolve) => (settle = resolve)));
    const document = documentOf(registry);
    await vi.advanceTimersByTimeAsync(100);
    await document;
    const wake = onSettled.mock.calls[0]![0];
    const [flight] = onSettled.mock.contexts;
    expect(wake).toEqual(expect.any(Function));
    expect(flight).toHaveProperty('listeners.size', 0);
    settle(1);
    onSettled.mockRestore();
  });

  test('gets one reaction from many scrapes', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry(100);
    const promise = never();
    const then = vi.spyOn(promise, 'then');
    registry.func('hung', () => promise);
    for (let i = 0; i < 5; i++) {
      const document = documentOf(registry);
      await vi.advanceTimersByTimeAsync(100);
      await document;
    }
    expect(then).toHaveBeenCalledTimes(1);
  });
});

describe('a thenable', () => {
  test.each<[string, object, string]>([
    ['settles once', { then: (ok: (v: number) => void) => ok(1) }, '1'],
    [
      'settles twice, and the first value counts',
      {
        then: (ok: (v: number) => void) => {
          ok(1);
          ok(2);
        },
      },
      '1',
    ],
    [
      'throws in then',
      {
        then: () => {
          throw new Error('boom');
        },
      },
      'null',
    ],
    [
      'throws when then is read',
      {
        get then() {
          throw new Error('boom');
        },
      },
      'null',
    ],
  ])('that %s gives the right value', async (_, thenable, json) => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.func('a', () => thenable);
    expect(await documentOf(registry)).toBe(`{\n"a": ${json}\n}\n`);
  });
});
