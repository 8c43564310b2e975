import { expect, test } from 'vitest';
import { jsonDepth } from '../../../src/encoding/json-depth.js';

test.each([
  ['1', 0],
  ['"[[[["', 0],
  ['"\\"[["', 0],
  ['"\\\\"', 0],
  ['[]', 1],
  ['{"a[": "}", "b": [1, {"c": []}]}', 4],
  ['[[], [[]], []]', 3],
  [`${'['.repeat(500)}${']'.repeat(500)}`, 500],
])('%s is %d deep', (text, depth) => {
  expect(jsonDepth(text)).toBe(depth);
});
