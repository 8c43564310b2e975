/** Each kind of bad variable in a document of its own. */
const badVariables = 'test/mutation/bad-variables.test.ts';

/**
 * The folders of src whose code is mutated, with the tests that may notice it.
 * The tests of `first` run before all others: most mutants do not survive them,
 * and few tests load sooner than all.
 *
 * @type {readonly { name: string, first: string, tests: readonly string[] }[]}
 */
export const parts = [
  ...['exposition', 'registry', 'evaluation'].map((name) => ({
    name,
    first: `test/unit/${name}/**/*.test.ts`,
    tests: [
      'test/unit/{evaluation,exposition,registry}/**/*.test.ts',
      badVariables,
    ],
  })),
  {
    name: 'http/access',
    first:
      'test/{mutation/access-cases,unit/http/{access,access-rule,host-list}}.test.ts',
    tests: [
      'test/mutation/access-cases.test.ts',
      'test/unit/http/{access,access-rule,host-list}.test.ts',
      'test/e2e/access/**/*.test.ts',
    ],
  },
  {
    name: 'encoding',
    first: 'test/unit/encoding/*.test.ts',
    tests: ['test/unit/{encoding,vars,exposition}/**/*.test.ts', badVariables],
  },
];

/** Random documents take seconds and would run for every mutant. */
export const slow = ['**/fuzz.test.ts', '**/*.isolated.test.ts'];

/**
 * The JSON report of a part.
 *
 * @param {string} name
 */
export function reportOf(name) {
  return `test/mutation/.work/${name.replace('/', '-')}.json`;
}

/**
 * The results of a part that the next run reuses for mutants and tests that did
 * not change.
 *
 * @param {string} name
 */
export function incrementalFileOf(name) {
  return `test/mutation/.work/${name.replace('/', '-')}-incremental.json`;
}
