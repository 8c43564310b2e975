import { ExpvarRegistry, FuncVar, MapVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { FailureLog } from '../../../src/registry/failure-log.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

function logAt(times: { now: number }) {
  const lines: string[] = [];
  const log = new FailureLog(
    (line) => lines.push(line),
    () => times.now,
  );
  return { log, lines };
}

describe('a failed variable is logged', () => {
  test('once, over many scrapes', async () => {
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

  test('with the path that leads to it', async () => {
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

  test('once, also when it is a new object at every scrape', async () => {
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

  test('without remembering keys for ever', () => {
    const { log, lines } = logAt({ now: 0 });
    for (const key of [...Array(1001).keys(), 0]) {
      log.failed([`k${key}`], new Error('boom'));
    }
    expect(lines).toHaveLength(1002);
  });

  test('again after a minute, with how often it failed meanwhile', () => {
    const times = { now: 5 };
    const { log, lines } = logAt(times);
    for (const now of [5, 6, 60_004, 60_005, 60_006]) {
      times.now = now;
      log.failed(['a'], new Error('boom'));
    }
    log.failed(['b'], new Error('boom'));
    expect(lines).toEqual([
      'variable "a" failed: Error: boom',
      'variable "a" failed: Error: boom (and 2 times more since this was last logged)',
      'variable "b" failed: Error: boom',
    ]);
  });
});

describe('the reason', () => {
  test.each<[string, unknown, string]>([
    ['a string', 'boom', 'boom'],
    ['undefined', undefined, 'undefined'],
    ['no prototype', Object.create(null), 'an error that cannot be read'],
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
  ])('may be %s', (_, error, reason) => {
    const { log, lines } = logAt({ now: 0 });
    log.failed(['a'], error);
    expect(lines).toEqual([`variable "a" failed: ${reason}`]);
  });
});
