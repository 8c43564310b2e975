import { expect, test } from 'vitest';
import type { ProcessSource } from '../../../src/dashboard/process-source.js';
import { RUNTIME_SERIES } from '../../../src/dashboard/protocol.js';
import { RuntimeFigures } from '../../../src/dashboard/runtime-figures.js';

type Figures = ReturnType<ProcessSource['readFigures']>;

const FIGURES: Figures = {
  cpuSeconds: 1,
  rss: 100,
  heapUsed: 20,
  heapTotal: 30,
  heapLimit: 1000,
  external: 5,
  eventLoop: { active: 1000, idle: 1000, utilization: 0.5 },
  loopDelay: { p99: 0.004, max: 6 },
  gc: { count: 3, duration: 0.5 },
};

/** Samples the given figures, one per second. */
function sampled(...readings: readonly Figures[]) {
  const queue = [...readings];
  const figures = new RuntimeFigures({ readFigures: () => queue.shift()! });
  const samples = readings.map((_, i) => {
    const sample = figures.sample(i, 5000 + i * 1000);
    return Object.fromEntries(
      RUNTIME_SERIES.map((name, index) => [name, sample[index]]),
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
    external: 5,
    loopDelay: 0.004,
    loopDelayMax: 6,
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
  expect(samples[1]!.cpu).toBeGreaterThan(0);
  const { at, series } = figures.history(2, 1);
  expect(at).toEqual([5000, 6000]);
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
    loopDelayMax: null,
    gcCount: null,
    gcTime: null,
  });
});
