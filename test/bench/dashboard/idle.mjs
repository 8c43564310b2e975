import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { report } from '../measure.mjs';
import { smokeArgs } from '../../support/smoke.mjs';

const APPLICATION = fileURLToPath(new URL('application.mjs', import.meta.url));

/** The budget of the whole module, in ms/s. */
const BUDGET = 1;

const [without, withDashboard, manyWithout, manyWithDashboard] =
  await Promise.all([
    idleCpu('without', 0),
    idleCpu('with', 0),
    idleCpu('without', 2000),
    idleCpu('with', 2000),
  ]);
report({
  'CPU time of the dashboard while nobody watches / 1 ms per second': {
    ours: withDashboard - without,
    peer: BUDGET,
  },
  'the same with 2,000 IntVars / 1 ms per second': {
    ours: manyWithDashboard - manyWithout,
    peer: BUDGET,
  },
});

/**
 * Returns milliseconds of CPU time per second.
 *
 * @param {'with' | 'without'} dashboard
 * @param {number} variables
 */
async function idleCpu(dashboard, variables) {
  const args = [dashboard, String(variables), ...smokeArgs];
  const child = fork(APPLICATION, args);
  const [milliseconds] = await once(child, 'message');
  return milliseconds;
}
