import { describe, expect, test } from 'vitest';
import { similarNames } from '../../../src/http/similar-names.js';

const names = ['CuMemory', 'BTCMemory', 'goroutine', 'gcpause', 'quotes', 'os'];

describe('the names somebody may have meant', () => {
  test.each([
    ['cumemory', ['CuMemory']],
    ['CuMemor', ['CuMemory']],
    ['memory', ['CuMemory', 'BTCMemory']],
    ['goroutines', ['goroutine']],
    ['gorutine', ['goroutine']],
    ['quote', ['quotes']],
    ['is', ['os']],
    ['x', []],
    ['nothing like it', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ])('%s', (wanted, nearest) => {
    const found = similarNames(wanted, names);
    expect(found.slice(0, nearest.length)).toEqual(nearest);
    expect(found.length).toBeLessThanOrEqual(3);
    if (nearest.length === 0) {
      expect(found).toEqual([]);
    }
  });
});
