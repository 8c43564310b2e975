import { expect, test } from 'vitest';
import type { ProcessSource } from '../../../src/dashboard/process-source.js';
import { RUNTIME_SERIES } from '../../../src/dashboard/protocol/types.js';
import { RuntimeFigures } from '../../../src/dashboard/runtime-figures.js';
import { processSource } from '../../support/process-source.js';

type Figures = ReturnType<ProcessSource['readFigures']>;

const FIGURES: Figures = processSource().readFigures();

/** Samples the given figures, one per second. */
function sampled(...readings: readonly Figures[]) {
  const queue = [...readings];
  const figures = new RuntimeFigures({
    readFigures: () => queue.shift()!,
    observeTicks: () => ({
      read: () => ({ loopDelayMax: 0.25, pauses: [], heapAfterGc: 15 }),
      stop: () => {},
    }),
  });
  figures.start();
  const samples = readings.map((_, i) => {
    const { r } = figures.sample(2000 + i * 1000, 5000 + i * 1000);
    return Object.fromEntries(
      RUNTIME_SERIES.map((name, index) => [name, r[index]]),
    );
  });
  return { figures, samples };
}

test('counters are sampled as their increase since the last sample', () => {
  const { figures, samples } = sampled(FIGURES, {
    ...FIGURES,
    cpuSeconds: 1.5,
    rss: 120,
    eventLoop: { active: 1300, idle: 1700, utilization: 0.43 },
    gc: { count: 5, duration: 0.504 },
  });

  expect(samples[0]).toEqual({
    cpu: null,
    rss: 100,
    heapUsed: 20,
    heapTotal: 30,
    heapAfterGc: 15,
    external: 5,
    loopDelay: 0.004,
    loopDelayMax: 0.25,
    loopUtilization: null,
    gcCount: null,
    gcTime: null,
  });
  expect(samples[1]).toMatchObject({
    rss: 120,
    loopUtilization: expect.closeTo(0.3) as number,
    gcCount: 2,
    gcTime: expect.closeTo(0.004) as number,
  });
  expect(samples[1]!.cpu).toBe(0.5);
  const { mono, wall, series } = figures.history;
  expect(mono).toEqual([2000, 3000]);
  expect(wall).toEqual([5000, 6000]);
  expect(series.gcCount).toEqual([null, 2]);
  expect(series.rss).toEqual([100, 120]);
});

test('unavailable figures are null', () => {
  const { samples } = sampled(FIGURES, {
    ...FIGURES,
    rss: undefined,
    loopDelay: undefined,
    gc: undefined,
  });

  expect(samples[1]).toMatchObject({
    rss: null,
    heapUsed: 20,
    loopDelay: null,
    gcCount: null,
    gcTime: null,
  });
});

test('what nobody observes is null', () => {
  const figures = new RuntimeFigures({
    readFigures: () => FIGURES,
    observeTicks: () => {
      throw new Error('not started');
    },
  });
  const { r, readings } = figures.sample(2000, 5000);
  expect(readings).toBeUndefined();
  expect(r[RUNTIME_SERIES.indexOf('loopDelayMax')]).toBeNull();
  expect(r[RUNTIME_SERIES.indexOf('heapAfterGc')]).toBeNull();
});
