import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { report } from '../measure.mjs';

const WATCHED = fileURLToPath(new URL('watched.mjs', import.meta.url));
const VIEWERS = 8;
const STRETCH_MS = 8000;
const SETTLE_MS = 2000;
/** What a further viewer may cost, in ms/s. */
const ALLOWANCE = 0.15;

const child = fork(WATCHED);
const [{ port }] = await once(child, 'message');
const viewers = [];
const costs = [];
// There and back, because a process gets faster as it grows older.
for (const count of [1, VIEWERS, 1]) {
  while (viewers.length < count) {
    viewers.push(await watch());
  }
  while (viewers.length > count) {
    viewers.pop().destroy();
  }
  await setTimeout(SETTLE_MS);
  costs.push(await cost());
}
child.kill();
const [before, many, after] = costs;
report({
  'CPU time of each further viewer, 10,000 variables / 0.15 ms per second': {
    ours: (many - (before + after) / 2) / (VIEWERS - 1),
    peer: ALLOWANCE,
  },
});
process.exit();

async function watch() {
  const request = get(`http://127.0.0.1:${port}/debug/vars/ui/stream`);
  const [response] = await once(request, 'response');
  response.on('error', () => {});
  response.resume();
  return response;
}

async function cost() {
  child.send('begin');
  await setTimeout(STRETCH_MS);
  child.send('end');
  const [milliseconds] = await once(child, 'message');
  return milliseconds / (STRETCH_MS / 1000);
}
