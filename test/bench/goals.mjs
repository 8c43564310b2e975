/**
 * What is measured: one row per figure, in the order of the report.
 *
 * - `suite` is the program in this folder that measures it;
 * - `unit` is the unit of what it gives for `ours` and `peer`;
 * - `goal` is the most that ours / peer may be, or with `atLeast` the least;
 * - `goalOn` has the goals that differ, by Node's major version.
 */
export const ROWS = [
  {
    group: 'update',
    suite: 'update/int.mjs',
    name: 'IntVar.add(1) / bare field increment',
    unit: 'ns',
    goal: 1.25,
  },
];

/** Flags of Node that a suite needs, and whether it needs Go. */
export const SUITES = {
  'update/int.mjs': {},
};
