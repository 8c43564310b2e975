/** Each kind of bad variable in a document of its own. */
const badVariables = 'test/mutation/bad-variables.test.ts';

/**
 * The folders of src whose code is mutated, with the tests that may notice it.
 *
 * @type {readonly { name: string, tests: readonly string[] }[]}
 */
export const parts = [
  ...['exposition', 'registry', 'evaluation'].map((name) => ({
    name,
    tests: [
      'test/unit/{evaluation,exposition,registry}/**/*.test.ts',
      badVariables,
    ],
  })),
  {
    name: 'http/access',
    tests: [
      'test/unit/http/{access-rule,host-list}.test.ts',
      'test/e2e/access/**/*.test.ts',
    ],
  },
  {
    name: 'encoding',
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
