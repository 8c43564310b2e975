import { expect, test } from 'vitest';
import { bucketBounds } from '../../../src/vars/bucket-bounds.js';

test.each([
  [1023 * 16, 1, 1.0625],
  [1023 * 16 + 15, 1.9375, 2],
  [1022 * 16, 0.5, 0.53125],
  [1033 * 16 + 8, 1536, 1600],
])('bucket %i excludes %d and includes %d', (key, lower, upper) => {
  expect(bucketBounds(key)).toEqual({ lower, upper });
});

test('the bucket 0 has only the value 0', () => {
  expect(bucketBounds(0)).toEqual({ lower: 0, upper: 0 });
});
