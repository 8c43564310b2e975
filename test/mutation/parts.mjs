/** Each kind of bad variable in a document of its own. */
const badVariables = 'test/mutation/bad-variables.test.ts';

const documentTests = [
  'test/unit/{evaluation,exposition,registry}/**/*.test.ts',
  badVariables,
];

/**
 * The folders of src whose code is mutated, with the tests that may notice it.
 * The tests of `first` run before all others, for a file without a test of its
 * name: most mutants do not survive them, and few tests load sooner than all.
 *
 * @type {readonly { name: string, first: string, tests: readonly string[] }[]}
 */
export const parts = [
  {
    name: 'exposition',
    first: 'test/unit/exposition/*.test.ts',
    tests: documentTests,
  },
  {
    name: 'registry',
    first: 'test/unit/registry/{evaluate,expvar-registry,readers}.test.ts',
    tests: documentTests,
  },
  {
    name: 'evaluation',
    first: 'test/unit/evaluation/*.test.ts',
    tests: documentTests,
  },
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
    first: 'test/unit/encoding/{go-marshal,plain-value}.test.ts',
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
