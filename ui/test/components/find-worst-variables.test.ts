import { expect, test } from 'vitest';
import { findWorstVariables } from '../../components/overview/find-worst-variables.js';
import { Store } from '../../state/store.js';
import { createDelta, createSnapshot, WALL } from '../snapshots.js';

test('failing variables and critical limits are before the others', () => {
  const store = new Store(
    createSnapshot(
      [
        [['orders', 'queue'], 120],
        [['orders', 'depth'], 700],
        [['orders', 'broken'], null],
        [['prices'], 3],
        [['fine'], 1],
      ],
      [
        [['orders', 'queue'], { limits: { warning: 100 } }],
        [['orders', 'depth'], { limits: { critical: 500 } }],
      ],
    ),
  );
  const idOf = (key: string): number => store.find(key)!.id;
  for (const second of [1, 2, 3]) {
    store.apply(
      createDelta(
        second,
        {},
        {
          fail: [
            { id: idOf('orders/broken'), reason: 'no answer', since: WALL },
          ],
          late: [idOf('prices')],
        },
      ),
    );
  }
  expect(
    findWorstVariables(store).map(({ node, level, text }) => [
      node.key,
      level,
      text,
    ]),
  ).toEqual([
    ['orders/broken', 'critical', 'no answer'],
    ['orders/depth', 'critical', '700'],
    ['orders/queue', 'warning', '120'],
    ['prices', 'warning', 'Late value'],
  ]);
});

test('a process without problems has no worst variables', () => {
  expect(findWorstVariables(new Store(createSnapshot([[['a'], 1]])))).toEqual(
    [],
  );
});
