import { expect, test } from 'vitest';
import {
  differences,
  parseSnapshot,
  stateOf as stateOfStore,
} from '../../../src/dashboard/page/snapshot.js';
import { Store } from '../../../src/dashboard/page/store.js';
import { frame, stateOf } from './state.js';

test('a store survives its snapshot', () => {
  const store = new Store(
    stateOf(
      [
        [['a/b', '~'], 1],
        [['__proto__'], 'x'],
      ],
      [[['a/b', '~'], { type: 'map', unit: 'By' }]],
    ),
  );
  store.apply(frame(1, [1, 2]));
  const file = JSON.stringify({
    format: 'nestjs-expvar snapshot',
    version: 1,
    savedAt: 0,
    state: stateOfStore(store),
  });
  const again = new Store(parseSnapshot(file, 'file')!);
  expect(stateOfStore(again)).toEqual(stateOfStore(store));
});

test('a document as curl saves it is a snapshot too', () => {
  const state = parseSnapshot(
    '{"n": 1, "m": {"a": {}, "b": [1]}, "__proto__": {"x": 2}}',
    'vars.json',
  );
  expect(state?.variables).toEqual([
    [1, ['n'], 1],
    [2, ['m', 'a'], {}],
    [3, ['m', 'b'], [1]],
    [4, ['__proto__', 'x'], 2],
  ]);
  expect(parseSnapshot('[1]', 'x')).toBeUndefined();
  expect(parseSnapshot('no', 'x')).toBeUndefined();
});

test('the greatest relative change comes first', () => {
  const before = new Store(
    stateOf([
      [['same'], 1],
      [['little'], 100],
      [['much'], 2],
      [['gone'], 1],
    ]),
  );
  const after = new Store(
    stateOf([
      [['same'], 1],
      [['little'], 101],
      [['much'], 1],
      [['new'], 1],
    ]),
  );
  const found = differences(before, after);
  expect(found.map(({ path }) => path[0])).toEqual([
    'gone',
    'new',
    'much',
    'little',
  ]);
  expect(found[2]?.relative).toBe(-0.5);
});
