import { expect, test } from 'vitest';
import { indexableKey } from '../../../src/support/indexable-key.js';

test.each([
  ['GET /v1..v2/x', 'GET /v1%2E%2Ev2/x'],
  ['GET /a...b', 'GET /a%2E%2E%2Eb'],
  ['.hidden', '%2Ehidden'],
  ['GET /v1.', 'GET /v1%2E'],
  ['a. .b', 'a%2E %2Eb'],
  [' .a', ' %2Ea'],
  ['.', '%2E'],
  ['..', '%2E%2E'],
])('the ambiguous dots of %j are encoded', (key, indexable) => {
  expect(indexableKey(key)).toBe(indexable);
});

test.each([
  'GET /.well-known/security.txt',
  'GET /files/:name.json',
  'GET /*path',
  'a.b.c',
  'ticks',
  'Ω.ß',
  '',
])('the key %j stays unchanged', (key) => {
  expect(indexableKey(key)).toBe(key);
});

test.each(['GET /v1..v2/x', '.a.', 'a. .b', '...', '. .', '\t.a'])(
  'the key of %j has no empty part for Elasticsearch',
  (key) => {
    const parts = indexableKey(key).split('.');

    expect(parts.filter((part) => part.trim() === '')).toEqual([]);
  },
);
