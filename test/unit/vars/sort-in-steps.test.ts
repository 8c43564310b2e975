import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortInSteps } from '../../../src/vars/sort-in-steps.js';

interface Item {
  readonly rank: number;
  readonly id: number;
}
const byRank = (a: Item, b: Item) => a.rank - b.rank;

function sorted(items: readonly Item[]) {
  const steps = sortInSteps(items, byRank);
  for (let count = 0; ; count++) {
    const { done, value } = steps.next();
    if (done) {
      return { items: value, count };
    }
  }
}

const ranked = (ranks: readonly number[]) =>
  ranks.map((rank, id): Item => ({ rank, id }));

test('the result equals Array#toSorted, with equal items in their order', () => {
  const ranks = fc.array(fc.nat(2000), { maxLength: 6000, size: 'max' });
  fc.assert(
    fc.property(ranks, (numbers) => {
      const items = ranked(numbers);
      expect(sorted(items).items).toEqual(items.toSorted(byRank));
    }),
    { numRuns: 60 },
  );
});

test.each([0, 1, 1024, 1025, 2048, 5000])(
  '%d items are sorted from ascending and descending order',
  (length) => {
    const ascending = ranked(Array.from({ length }, (_, i) => i));
    expect(sorted(ascending).items).toEqual(ascending);
    const descending = ranked(Array.from({ length }, (_, i) => -i));
    expect(sorted(descending).items).toEqual(descending.toReversed());
  },
);

test('the sort yields at least once per 1024 comparisons', () => {
  const shuffled = Array.from(
    { length: 50_000 },
    (_, i) => (i * 7919) % 50_000,
  );
  // 50,000 items are 49 runs of 1024, merged in 6 rounds.
  expect(sorted(ranked(shuffled)).count).toBeGreaterThan(49 + 5 * 40);
});
