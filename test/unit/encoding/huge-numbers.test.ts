import { expect, test } from 'vitest';
import { mayHaveHugeNumber } from '../../../src/encoding/huge-numbers.js';

test.each([
  ['1', false],
  ['1e99', false],
  ['[1E+99, 2e-99]', false],
  [`${'9'.repeat(199)}e99`, false],
  ['1e100', true],
  ['1E+999', true],
  [`-1${'0'.repeat(250)}e99`, true],
  [`[${'9'.repeat(309)}]`, true],
  ['1e999', true],
])('%s: %j', (text, huge) => {
  expect(mayHaveHugeNumber(text)).toBe(huge);
});
