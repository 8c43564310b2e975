import { performance } from 'node:perf_hooks';
import { ExpvarRegistry, MapVar } from 'nestjs-expvar';
import { expect, onTestFinished, test, vi } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

/** Stops the clock. Returns a function that advances it. */
function stopClock() {
  // Sums and differences of integers are exact.
  let now = Math.floor(performance.now());
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  return (milliseconds: number) => {
    now += milliseconds;
  };
}

test('a function that blocks for more than 50 ms is logged once a minute', async () => {
  const warnings = captureWarnings();
  const advance = stopClock();
  const registry = new ExpvarRegistry();
  registry.func('quick', () => advance(50));
  const map = new MapVar();
  map.set(
    'slow',
    registry.func('unused', () => {
      advance(51);
      return 1;
    }),
  );
  registry.unpublish('unused');
  registry.publish('map', map);
  const warning =
    'variable "map"."slow" blocked the event loop for 51 ms; compute the value elsewhere and expose the stored result';
  await documentOf(registry);
  await documentOf(registry);
  expect(warnings.filter((line) => line.includes('blocked'))).toEqual([
    warning,
  ]);
  advance(60_000);
  await documentOf(registry);
  expect(warnings.filter((line) => line.includes('blocked'))).toEqual([
    warning,
    `${warning} (and 1 more times since this was last logged)`,
  ]);
});

test('a function that blocks and throws is logged for both', async () => {
  const warnings = captureWarnings();
  const advance = stopClock();
  const registry = new ExpvarRegistry();
  registry.func('slow', () => {
    advance(70);
    throw new Error('boom');
  });
  await documentOf(registry);
  expect(warnings).toEqual([
    'variable "slow" blocked the event loop for 70 ms; compute the value elsewhere and expose the stored result',
    'variable "slow" failed: Error: boom',
  ]);
});
