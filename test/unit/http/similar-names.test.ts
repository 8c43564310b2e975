import { describe, expect, test } from 'vitest';
import { similarNames } from '../../../src/http/similar-names.js';

const NAMES = ['CuMemory', 'BTCMemory', 'goroutine', 'gcpause', 'quotes', 'os'];

describe('similarNames', () => {
  test.each<[string, string, string[]]>([
    ['differ only in letter case', 'cumemory', ['CuMemory']],
    ['differ only in letter case, however short', 'OS', ['os']],
    ['start with it', 'quote', ['quotes']],
    ['are its beginning', 'goroutines', ['goroutine']],
    ['contain it', 'memory', ['BTCMemory', 'CuMemory']],
    ['are contained in it', 'my.gcpause.ns', ['gcpause']],
    ['have the same first three letters', 'gorutine', ['goroutine']],
    ['have three letters in common, of which there are none', 'x', []],
    ['share letters, of which there are none', 'nothing like it', []],
    ['resemble the empty name, of which there are none', '', []],
    [
      'resemble a name that is too long for a variable, of which there are none',
      'x'.repeat(257),
      [],
    ],
  ])('finds names that %s: %s', (_, unknown, similar) => {
    expect(similarNames(unknown, NAMES)).toEqual(similar);
  });

  test('returns at most three names, the most similar first', () => {
    const names = ['job', 'my.jobs', 'jobqueue', 'JOBS', 'jobs.failed', 'joba'];
    expect(similarNames('jobs', names)).toEqual(['JOBS', 'job', 'jobs.failed']);
  });

  test('compares at most 10,000 names', () => {
    let visited = 0;
    function* names() {
      for (let i = 0; i < 100_000; i++) {
        visited++;
        yield `${'quotes.'.repeat(8)}${i}`;
      }
    }
    expect(similarNames('qoutes.1', names())).toEqual([]);
    expect(visited).toBe(10_000);
  });
});
