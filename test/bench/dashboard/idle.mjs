import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { report } from '../measure.mjs';

const APPLICATION = fileURLToPath(new URL('application.mjs', import.meta.url));

/** What all parts of the module may cost together, in ms/s. */
const ALLOWANCE = 1;

const kinds = [
  ['without', 0],
  ['with', 0],
  ['without', 2000],
  ['with', 2000],
];
const [without, withIt, manyWithout, manyWith] = await Promise.all(
  kinds.map(async ([kind, variables]) => {
    const child = fork(APPLICATION, [kind, String(variables)]);
    const [milliseconds] = await once(child, 'message');
    return milliseconds;
  }),
);
report({
  'CPU time of the dashboard while nobody watches / 1 ms per second': {
    ours: withIt - without,
    peer: ALLOWANCE,
  },
  'the same with 2,000 IntVars / 1 ms per second': {
    ours: manyWith - manyWithout,
    peer: ALLOWANCE,
  },
});
