import { expect, test } from 'vitest';
import { pathKey } from '../../state/path-key.js';

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
});

test('pathKey leaves plain names readable', () => {
  expect(pathKey(['quotes', 'ticks'])).toBe('quotes/ticks');
});
