import { Logger } from '@nestjs/common';
import { ExpvarRegistry, FuncVar, MapVar } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FailureLog } from '../../../src/evaluation/failure-log.js';
import { RateLimitedLogger } from '../../../src/support/rate-limited-logger.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

function logAt(times: { now: number }) {
  const lines: string[] = [];
  const log = new RateLimitedLogger(
    (line) => lines.push(line),
    () => times.now,
  );
  return { failures: new FailureLog(log, log), lines };
}

describe('a failed variable', () => {
  test('is logged once over many scrapes', async () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    registry.func('bad', () => {
      throw new Error('boom');
    });
    registry.newFloat('nan').set(NaN);
    for (let i = 0; i < 5; i++) {
      await documentOf(registry);
    }
    expect(warnings).toEqual([
      'variable "bad" failed: Error: boom',
      'variable "nan" failed: Error: JSON cannot hold NaN',
    ]);
  });

  test('is logged with its full path', async () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    const inner = new MapVar();
    inner.set('b.c', new FuncVar(() => undefined));
    registry.newMap('outer').set('in "n"er', inner);
    registry.func('through', () => inner);
    await documentOf(registry);
    expect(warnings).toEqual([
      'variable "outer"."in \\"n\\"er"."b.c" failed: Error: JSON cannot hold undefined',
      'variable "through"."b.c" failed: Error: JSON cannot hold undefined',
    ]);
  });

  test('is logged once, even when it is a new object at every scrape', async () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    registry.func('fresh', () => {
      const map = new MapVar();
      map.addFloat('nan', NaN);
      return map;
    });
    for (let i = 0; i < 3; i++) {
      await documentOf(registry);
    }
    expect(warnings).toHaveLength(1);
  });

  test('has no line of its own beyond 1000 warnings per minute', () => {
    const times = { now: 0 };
    const { failures, lines } = logAt(times);
    const fail = (from: number, to: number) => {
      for (let key = from; key < to; key++) {
        failures.record([`k${key}`], new Error('boom'));
      }
    };
    fail(0, 5000);
    expect(lines).toHaveLength(1001);
    expect(lines[1000]).toBe(
      'more than 1000 different warnings of this kind in a minute; further ones are not logged one by one',
    );
    times.now = 60_000;
    fail(5000, 5003);
    expect(lines.slice(1001)).toEqual([
      'variable "k5000" failed: Error: boom',
      'variable "k5001" failed: Error: boom',
      'variable "k5002" failed: Error: boom',
    ]);
  });

  test('is logged again after a minute, with the number of failures since', () => {
    const times = { now: 5 };
    const { failures, lines } = logAt(times);
    for (const now of [5, 6, 60_004, 60_005, 60_006]) {
      times.now = now;
      failures.record(['a'], new Error('boom'));
    }
    failures.record(['b'], new Error('boom'));
    expect(lines).toEqual([
      'variable "a" failed: Error: boom',
      'variable "a" failed: Error: boom (and 2 more times since this was last logged)',
      'variable "b" failed: Error: boom',
    ]);
  });
});

describe('the reason of a failure', () => {
  test.each<[string, unknown, string]>([
    ['a string', 'boom', 'boom'],
    ['undefined', undefined, 'undefined'],
    [
      'an object without a prototype',
      Object.create(null),
      'an error that cannot be read',
    ],
    [
      'a message that throws',
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new Error('no');
        },
      }),
      'an error that cannot be read',
    ],
    [
      'a forged line',
      new Error('x\n[Nest] 1 LOG fine\u001b[2J\u202e'),
      'Error: x\ufffd[Nest] 1 LOG fine\ufffd[2J\ufffd',
    ],
    ['a long text', 'x'.repeat(1000), `${'x'.repeat(200)}…`],
  ])('is logged safely when it is %s', (_, error, reason) => {
    const { failures, lines } = logAt({ now: 0 });
    failures.record(['a'], error);
    expect(lines).toEqual([`variable "a" failed: ${reason}`]);
  });
});

describe('registry.failures()', () => {
  test('returns path, count, time and reason of each failure', async () => {
    captureWarnings();
    vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
    onTestFinished(() => void vi.useRealTimers());
    const registry = new ExpvarRegistry();
    registry.newInt('good');
    registry.newFloat('nan').set(NaN);
    const map = registry.newMap('map');
    map.set('inner', new FuncVar(() => undefined));
    await documentOf(registry);
    map.delete('inner');
    vi.setSystemTime(2000);
    await documentOf(registry);
    expect(registry.failures()).toEqual([
      {
        path: ['nan'],
        count: 2,
        at: new Date(2000),
        reason: 'Error: JSON cannot hold NaN',
      },
      {
        path: ['map', 'inner'],
        count: 1,
        at: new Date(1000),
        reason: 'Error: JSON cannot hold undefined',
      },
    ]);
    expect(registry.failures('map')).toHaveLength(1);
    expect(registry.failures('good')).toEqual([]);
  });

  test('forgets an unpublished variable', async () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.newFloat('a').set(NaN);
    registry.newFloat('b').set(NaN);
    await documentOf(registry);
    registry.unpublish('a');
    expect(registry.failures().map(({ path }) => path)).toEqual([['b']]);
  });

  test('returns a failure even when the logger throws', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    onTestFinished(() => warn.mockRestore());
    const registry = new ExpvarRegistry();
    registry.newFloat('nan').set(NaN);
    expect(await documentOf(registry)).toBe('{\n"nan": null\n}\n');
    expect(registry.failures()).toHaveLength(1);
  });

  test('keeps the last thousand failures', () => {
    const { failures } = logAt({ now: 0 });
    for (let key = 0; key <= 1000; key++) {
      failures.record([`k${key}`], new Error('boom'));
    }
    expect(failures.list()).toHaveLength(1000);
    expect(failures.list('k0')).toEqual([]);
    expect(failures.list('k1')).toHaveLength(1);
  });
});
