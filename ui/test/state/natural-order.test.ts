import { expect, test } from 'vitest';
import { compareTexts, naturalKey } from '../../state/natural-order.js';

function sorted(...names: string[]): string[] {
  return names.toSorted((a, b) => compareTexts(naturalKey(a), naturalKey(b)));
}

test('numbers in names are in the order of their size', () => {
  expect(sorted('cfg_10', 'cfg_2', 'cfg_1', 'cfg_100', 'cfg_02b')).toEqual([
    'cfg_1',
    'cfg_2',
    'cfg_02b',
    'cfg_10',
    'cfg_100',
  ]);
});

test('several numbers of a name count one after the other', () => {
  expect(sorted('v2.10.1', 'v2.9.30', 'v10.0.0', 'v2.9.4')).toEqual([
    'v2.9.4',
    'v2.9.30',
    'v2.10.1',
    'v10.0.0',
  ]);
});

test('numbers beyond 2^53 keep their order', () => {
  expect(sorted('9007199254740993', '9007199254740992')).toEqual([
    '9007199254740992',
    '9007199254740993',
  ]);
});

test('upper and lower case are together', () => {
  expect(sorted('b', 'B2', 'a', 'B1')).toEqual(['a', 'b', 'B1', 'B2']);
});

test('a name of 10,000 characters has a short key', () => {
  expect(naturalKey('9'.repeat(10_000)).length).toBeLessThan(1100);
});
