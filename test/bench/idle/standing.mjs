import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { report } from '../measure.mjs';

const APPLICATION = fileURLToPath(new URL('application.mjs', import.meta.url));

/** What the module may cost an application that nobody asks, in ms/s. */
const ALLOWANCE = 1;

const [bare, expvar] = await Promise.all([idle('bare'), idle('expvar')]);
report({
  'CPU time of an idle application, beyond the same without the module / 1 ms per second':
    { ours: expvar - bare, peer: ALLOWANCE },
});

/** @returns ms of CPU time per second of an application that does nothing */
async function idle(kind) {
  const child = fork(APPLICATION, [kind]);
  const [milliseconds] = await once(child, 'message');
  return milliseconds;
}
