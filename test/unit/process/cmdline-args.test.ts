import { expect, test } from 'vitest';
import { cmdlineArgs } from '../../../src/process/cmdline-args.js';

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  ['node', 'the string "node"'],
  [[], 'an array'],
  [['node', 1], 'an array'],
])('a filter that returns %j is an error that names it', (args, received) => {
  expect(() =>
    cmdlineArgs({ cmdline: () => args as string[], name: undefined }),
  ).toThrow(
    `expvar: ExpvarModule option cmdline: its function must return an array of at least one string, not ${received}; clients fail on anything else`,
  );
});

test('a name replaces the program in the filtered command line', () => {
  expect(
    cmdlineArgs({ cmdline: () => ['node', 'main.js'], name: 'quotes' }),
  ).toEqual(['quotes', 'main.js']);
});
