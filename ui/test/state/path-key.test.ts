import { expect, test } from 'vitest';
import { pathKey, pathOfKey } from '../../state/path-key.js';

test('pathKey gives every path a key of its own', () => {
  const paths = [
    ['a', 'b'],
    ['a/b'],
    ['a%2Fb'],
    ['~'],
    ['\ud800'],
    ['~d800'],
    ['\udc00'],
    [''],
    ['', ''],
  ];
  expect(new Set(paths.map(pathKey)).size).toBe(paths.length);
  expect(paths.map((path) => pathOfKey(pathKey(path)))).toEqual(paths);
});

test('pathKey leaves plain names readable', () => {
  expect(pathKey(['quotes', 'ticks'])).toBe('quotes/ticks');
});

test('pathOfKey reads a key that somebody has typed', () => {
  expect(pathOfKey('orders/100%/a b')).toEqual(['orders', '100%', 'a b']);
});
