import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ImmediateLoopDelay } from '../../../../src/process/node/immediate-loop-delay.js';
import { NativeLoopDelay } from '../../../../src/process/node/native-loop-delay.js';

const EMPTY = { count: 0, min: 0, max: 0, p50: 0, p90: 0, p99: 0 };

const samplers = [
  { Sampler: ImmediateLoopDelay, mode: 'immediate' },
  ...(NativeLoopDelay.isSupported()
    ? [{ Sampler: NativeLoopDelay, mode: 'samplePerIteration' }]
    : []),
];

function block(milliseconds: number): number {
  const start = performance.now();
  while (performance.now() - start < milliseconds);
  return (performance.now() - start) / 1e3;
}

describe.each(samplers)('the loop delay $mode', ({ Sampler, mode }) => {
  async function start() {
    const delay = new Sampler();
    onTestFinished(() => delay.stop());
    // The first samples belong to the start of the sampler.
    await setTimeout(1);
    await setImmediate();
    await setImmediate();
    delay.rotate();
    delay.rotate();
    return delay;
  }

  test('has a name and a resolution of 0', async () => {
    const delay = await start();

    expect(delay.read()).toMatchObject({ mode, resolution: 0 });
  });

  test('gives zeros without a sample', async () => {
    const delay = await start();

    expect(delay.read()).toMatchObject(EMPTY);
  });

  test('measures the duration of a block', async () => {
    const delay = await start();

    const seconds = block(150);
    await setImmediate();
    await setImmediate();

    const { count, max, p99, p50 } = delay.read();
    expect(count).toBeGreaterThanOrEqual(2);
    expect(max).toBeGreaterThan(seconds * 0.98);
    // Other programs may have used the CPU meanwhile.
    expect(max).toBeLessThan(seconds + 5);
    expect(p99).toBe(max);
    expect(p50).toBeLessThanOrEqual(p99);
  });

  test('excludes the time that the event loop waits for events', async () => {
    const delay = await start();

    const before = performance.eventLoopUtilization();
    await setTimeout(50);
    const { active } = performance.eventLoopUtilization(before);

    // The histogram rounds by up to 1 %.
    expect(delay.read().max).toBeLessThanOrEqual(active / 1e3 + 0.01);
  });

  test('forgets samples from before the window', async () => {
    const delay = await start();
    block(20);
    await setImmediate();
    await setImmediate();

    delay.rotate();
    expect(delay.read().max).toBeGreaterThan(0.019);
    delay.rotate();
    expect(delay.read()).toMatchObject(EMPTY);
  });

  test('keeps the samples of the window when the longest one is taken', async () => {
    const delay = await start();
    const seconds = block(20);
    await setImmediate();
    await setImmediate();
    const before = delay.read();

    expect(delay.takeMax()).toBeGreaterThan(seconds * 0.98);
    expect(delay.takeMax()).toBe(0);
    expect(delay.read()).toEqual(before);
  });

  test('gives every reader the same values', async () => {
    const delay = await start();
    block(5);
    await setImmediate();
    await setImmediate();

    const first = delay.read();
    expect(first.max).toBeGreaterThan(0.004);
    expect(delay.read()).toEqual(first);
  });

  test('takes no samples after it is stopped', async () => {
    const delay = await start();
    delay.stop();
    block(5);
    await setImmediate();
    await setImmediate();

    expect(delay.read()).toMatchObject(EMPTY);
  });
});
