import { expect, test } from 'vitest';
import { RUNTIME_SERIES } from '../../../src/dashboard/protocol.js';
import { RuntimeFigures } from '../../../src/dashboard/runtime-figures.js';

const kind = (count: number, duration: number) => ({ count, duration });

function node(seconds: number) {
  return {
    cpu: { user: seconds * 0.25, system: seconds * 0.25 },
    eventLoop: {
      active: seconds * 0.2,
      idle: seconds * 0.6,
      delay: { p99: 0.004 },
    },
    gc: {
      minor: kind(seconds * 2, seconds * 0.002),
      major: kind(seconds, seconds * 0.004),
      incremental: kind(0, 0),
      weakcb: kind(0, 0),
    },
    heap: { used: 10, total: 20 },
    memory: { rss: 30, external: 5 },
  };
}

function named(sample: readonly (number | null)[]) {
  return Object.fromEntries(RUNTIME_SERIES.map((name, i) => [name, sample[i]]));
}

test('what grows is shown by how much since the last sample', () => {
  const figures = new RuntimeFigures();
  const first = named(figures.take(node(10), 0, 0));
  const second = named(figures.take(node(12), 1, 2000));
  expect(first).toEqual({
    cpu: null,
    rss: 30,
    heapUsed: 10,
    heapTotal: 20,
    external: 5,
    loopDelay: 0.004,
    loopUtilization: null,
    gcCount: null,
    gcTime: null,
  });
  expect(second).toMatchObject({
    cpu: 0.5,
    loopUtilization: expect.closeTo(0.25),
    gcCount: 6,
    gcTime: expect.closeTo(0.012),
  });
  expect(figures.history(2, 1).cpu).toEqual([null, 0.5]);
});

test.each([
  ['no map node', {}],
  ['other things in it', { cpu: 5, eventLoop: null, gc: [], heap: 'x' }],
])('%s: nothing is known', (_, given) => {
  const figures = new RuntimeFigures();
  figures.take(given, 0, 0);
  expect(figures.take(given, 1, 1000)).toEqual(RUNTIME_SERIES.map(() => null));
});
