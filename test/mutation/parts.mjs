/** Each kind of bad variable in a document of its own. */
const badVariables = 'test/mutation/bad-variables.test.ts';

/**
 * The folders of src whose code is mutated, with the tests that may notice it.
 *
 * @type {readonly { name: string, tests: readonly string[] }[]}
 */
export const parts = [
  {
    name: 'http/access',
    tests: ['test/unit/http/**/*.test.ts', 'test/e2e/access/**/*.test.ts'],
  },
  {
    name: 'encoding',
    tests: ['test/unit/{encoding,vars,exposition}/**/*.test.ts', badVariables],
  },
  ...['evaluation', 'exposition', 'registry'].map((name) => ({
    name,
    tests: [
      'test/unit/{evaluation,exposition,registry}/**/*.test.ts',
      badVariables,
      'test/e2e/async-vars.test.ts',
    ],
  })),
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
