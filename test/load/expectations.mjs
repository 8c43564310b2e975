import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { isSmoke } from '../support/smoke.mjs';

/** Ends waits for events that never happen; no verdict depends on it. */
const HANG_MS = 600_000;
const POLL_MS = 20;

/** A leak keeps at least one object per request. */
const MAX_OBJECTS = 0.5;
/** They take about a minute. */
const SETTLE_ATTEMPTS = 200;

/**
 * @param {string} what
 * @param {number} found
 * @param {number} limit
 */
export function expectAtMost(what, found, limit) {
  assert.ok(found <= limit, `${what}: ${found}, more than ${limit}`);
}

/**
 * Limits a time or an amount of resident memory, which depend on the machine:
 * a smoke run does not enforce it.
 *
 * @param {string} what
 * @param {number} found
 * @param {number} limit
 */
export function expectAtMostUnlessSmoke(what, found, limit) {
  if (!isSmoke) {
    expectAtMost(what, found, limit);
  }
}

/**
 * @param {string} what
 * @param {unknown} found
 * @param {unknown} expected
 */
export function expectSame(what, found, expected) {
  assert.deepEqual(
    found,
    expected,
    `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`,
  );
}

/**
 * Expects that requests leave nothing behind: no objects, and few bytes of the
 * heap. A smoke run makes too few requests to tell the bytes from those that
 * the engine keeps anyway.
 *
 * @param {import('./application.mjs').Application} application
 * @param {object} options
 * @param {number} options.requests how many `work` sends
 * @param {number} options.maxBytes how many a request may keep
 * @param {() => Promise<void>} work
 * @returns {Promise<string>} a remark about what was found
 */
export async function expectNothingKept(
  application,
  { requests, maxBytes },
  work,
) {
  const before = await application.call('memory');
  await work();
  let objects = NaN;
  let bytes = NaN;
  // Connections and timers that still end hold objects for a while. Those of a
  // leak stay.
  for (let i = 0; i < SETTLE_ATTEMPTS && !(objects <= MAX_OBJECTS); i++) {
    const after = await application.call('memory');
    objects = (after.objects - before.objects) / requests;
    bytes = (after.heapUsed - before.heapUsed) / requests;
    await setTimeout(POLL_MS);
  }
  expectAtMost('objects kept per request', objects, MAX_OBJECTS);
  expectAtMostUnlessSmoke('bytes kept per request', bytes, maxBytes);
  return `${objects.toFixed(2)} objects and ${Math.round(bytes)} bytes kept per request`;
}

/**
 * Waits until a condition holds.
 *
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} condition
 */
export async function until(what, condition) {
  const end = performance.now() + HANG_MS;
  while (!(await condition())) {
    if (performance.now() > end) {
      throw new Error(`${what}: it does not happen`);
    }
    await setTimeout(POLL_MS);
  }
}

/**
 * Counts how often each value occurs.
 *
 * @param {readonly (string | number | undefined)[]} values
 */
export function countsOf(values) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const value of values) {
    counts[`${value}`] = (counts[`${value}`] ?? 0) + 1;
  }
  return counts;
}
