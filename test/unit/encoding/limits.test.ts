import { expect, test } from 'vitest';
import {
  LimitError,
  MAX_DOCUMENT_BYTES,
  MAX_VALUE_BYTES,
} from '../../../src/encoding/limits.js';

test('a value may take 1 MiB and a document 8 MiB', () => {
  expect(MAX_VALUE_BYTES).toBe(1_048_576);
  expect(MAX_DOCUMENT_BYTES).toBe(8_388_608);
});

test('a limit error is fatal only if it says so', () => {
  const error = new LimitError('too long');
  expect(LimitError.is(error)).toBe(true);
  expect(LimitError.isFatal(error)).toBe(false);
  expect(LimitError.isFatal(new LimitError('too long', true))).toBe(true);
});

const throwing = new Proxy(new LimitError('too long', true), {
  get: () => {
    throw new Error('trap');
  },
  getPrototypeOf: () => {
    throw new Error('trap');
  },
});

test.each([
  ['another error', new Error('too long')],
  ['null', null],
  ['undefined', undefined],
  ['a string', 'too long'],
  ['a function', () => 1],
  ['a Proxy that throws', throwing],
])('%s is no limit error', (_, error) => {
  expect(LimitError.is(error)).toBe(false);
  expect(LimitError.isFatal(error)).toBe(false);
});
