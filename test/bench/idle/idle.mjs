import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { report } from '../measure.mjs';
import { smokeArgs } from '../../support/smoke.mjs';

const APPLICATION = fileURLToPath(new URL('application.mjs', import.meta.url));

/** The budget of the module in an idle application, in ms/s. */
const BUDGET = 1;

const [bare, expvar] = await Promise.all([idleCpu('bare'), idleCpu('expvar')]);
report({
  'CPU time of an idle application, beyond the same without the module / 1 ms per second':
    { ours: expvar - bare, peer: BUDGET },
});

/**
 * Returns milliseconds of CPU time per second.
 *
 * @param {'bare' | 'expvar'} application
 */
async function idleCpu(application) {
  const child = fork(APPLICATION, [application, ...smokeArgs]);
  const [milliseconds] = await once(child, 'message');
  return milliseconds;
}
