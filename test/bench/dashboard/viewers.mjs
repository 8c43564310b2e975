import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { median, report } from '../measure.mjs';

const WATCHED = fileURLToPath(new URL('watched.mjs', import.meta.url));
const VIEWERS = 8;
const ROUNDS = 4;
const STRETCH_MS = 3000;
const WARM_MS = 10_000;
const SETTLE_MS = 1000;
/** What a further viewer may cost, in ms/s. */
const ALLOWANCE = 0.15;

const child = fork(WATCHED);
const [{ port }] = await once(child, 'message');
const viewers = [await watch()];
await setTimeout(WARM_MS);
const costs = { 1: [], [VIEWERS]: [] };
// There and back, because a process gets faster as it grows older.
for (let round = 0; round < ROUNDS; round++) {
  for (const count of [1, VIEWERS]) {
    while (viewers.length < count) {
      viewers.push(await watch());
    }
    while (viewers.length > count) {
      viewers.pop().destroy();
    }
    await setTimeout(SETTLE_MS);
    costs[count].push(await cost());
  }
}
child.kill();
report({
  'CPU time of each further viewer, 1,000 changes / 0.15 ms per second': {
    ours: (median(costs[VIEWERS]) - median(costs[1])) / (VIEWERS - 1),
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
