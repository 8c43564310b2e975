import { ExpvarRegistry, FuncVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { RUNTIME_SERIES } from '../../../src/dashboard/protocol.js';
import { RuntimeFigures } from '../../../src/dashboard/runtime-figures.js';

const kind = (count: number, duration: number) => ({ count, duration });

function named(sample: readonly (number | null)[]) {
  return Object.fromEntries(RUNTIME_SERIES.map((name, i) => [name, sample[i]]));
}

test('what grows is shown by how much since the last sample', () => {
  const registry = new ExpvarRegistry();
  let collections = 3;
  const source = 'nestjs-expvar';
  registry.publishInMap(
    'node',
    'gc',
    new FuncVar(() => ({
      minor: kind(collections, collections * 0.002),
      major: kind(1, 0.5),
      incremental: kind(0, 0),
      weakcb: kind(0, 0),
    })),
    { source },
  );
  registry.publishInMap(
    'node',
    'eventLoop',
    new FuncVar(() => ({ delay: { p99: 0.004, max: 6 } })),
    { source },
  );
  const figures = new RuntimeFigures(registry);
  const first = named(figures.take(0, 5000));
  expect(first).toMatchObject({
    cpu: null,
    loopDelay: 0.004,
    loopDelayMax: 6,
    loopUtilization: null,
    gcCount: null,
    gcTime: null,
  });
  collections = 5;
  const second = named(figures.take(1, 6000));
  expect(second).toMatchObject({
    gcCount: 2,
    gcTime: expect.closeTo(0.004) as number,
  });
  expect(second.cpu).toBeGreaterThanOrEqual(0);
  expect(second.loopUtilization).toBeGreaterThanOrEqual(0);
  expect(second.loopUtilization).toBeLessThanOrEqual(1);
  expect(second.rss).toBeGreaterThan(second.heapTotal!);
  expect(second.heapTotal).toBeGreaterThan(second.heapUsed!);
  const { at, series } = figures.history(2, 1);
  expect(at).toEqual([5000, 6000]);
  expect(series.gcCount).toEqual([null, 2]);
  expect(series.rss).toEqual([first.rss, second.rss]);
});

test('a map node of the application is not looked at', () => {
  const registry = new ExpvarRegistry();
  let calls = 0;
  registry.publishInMap('node', 'gc', new FuncVar(() => ++calls));
  const sample = named(new RuntimeFigures(registry).take(0, 0));
  expect(calls).toBe(0);
  expect([sample.gcCount, sample.loopDelay]).toEqual([null, null]);
  expect(sample.rss).toBeGreaterThan(0);
});
