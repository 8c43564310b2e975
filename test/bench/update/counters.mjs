import { unique } from '../measure.mjs';

const COUNTERS = 4096;

/** How many updates a run of {@link updates} makes. */
export const UPDATES = 1_000_000;

/** As many of a kind as an application may have, in random order. */
export function counters(create) {
  const made = Array.from({ length: COUNTERS }, create);
  return order.map((index) => made[index]);
}

/**
 * A loop that updates one counter after the other.
 *
 * @param update a statement on the counter `v`
 */
export function updates(list, update) {
  const loop = unique(
    ['list', 'times'],
    `for (let i = 0; i < times; i++) { const v = list[i & ${COUNTERS - 1}]; ${update}; }`,
  );
  return { run: () => loop(list, UPDATES) };
}

/** A run's microseconds as nanoseconds for each update. */
export function nanoseconds(microseconds) {
  return (microseconds * 1000) / UPDATES;
}

const order = Array.from({ length: COUNTERS }, (_, i) => i);
for (let i = COUNTERS - 1; i > 0; i--) {
  const j = Math.floor(Math.random() * (i + 1));
  [order[i], order[j]] = [order[j], order[i]];
}
