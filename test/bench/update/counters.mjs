import assert from 'node:assert/strict';
import { compileUnique, shuffled } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

/** A large application has as many counters. */
const COUNTERS = 4096;

/** How many updates each run of a case makes. */
export const UPDATES = sized(1_000_000, 2 * COUNTERS);

/** The same random order for all counters. */
const positions = shuffled(Array.from({ length: COUNTERS }, (_, i) => i));

/**
 * Creates counters and returns them in random order.
 *
 * @template T
 * @param {(_: unknown, index: number) => T} create
 * @returns {T[]}
 */
export function counters(create) {
  return Array.from({ length: COUNTERS }, create)
    .map((counter, i) => ({ counter, position: positions[i] ?? i }))
    .toSorted((a, b) => a.position - b.position)
    .map(({ counter }) => counter);
}

/**
 * A case that updates one counter after the other.
 *
 * @template T
 * @param {readonly T[]} list
 * @param {string} update a statement that updates the counter `v`
 */
export function updates(list, update) {
  const loop = compileUnique(
    ['list', 'times'],
    `for (let i = 0; i < times; i++) { const v = list[i & ${COUNTERS - 1}]; ${update}; }`,
  );
  return countedCase(() => loop(list, UPDATES));
}

/**
 * A case that counts the updates it has made.
 *
 * @param {() => unknown} update makes {@link UPDATES} updates
 */
export function countedCase(update) {
  const counted = {
    updates: 0,
    run() {
      update();
      counted.updates += UPDATES;
    },
  };
  return counted;
}

/**
 * Fails unless the counters have the sum of all updates.
 *
 * @param {{ updates: number }} counted
 * @param {number} sum
 */
export function assertUpdated({ updates }, sum) {
  assert.equal(sum, updates, 'updates were lost');
}

/** @param {readonly { value: number }[]} list */
export function sumOf(list) {
  return list.reduce((sum, { value }) => sum + value, 0);
}

/**
 * The microseconds of a run as nanoseconds of an update.
 *
 * @param {number} microseconds
 */
export function nanoseconds(microseconds) {
  return (microseconds * 1000) / UPDATES;
}
