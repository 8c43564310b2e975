import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { median, report } from '../measure.mjs';

const WATCHED = fileURLToPath(new URL('watched.mjs', import.meta.url));
const VIEWERS = 8;
const ROUNDS = 5;
/** There are ten a second instead of one, to have as many as it takes. */
const STRETCH_FRAMES = 40;
const WARM_FRAMES = 100;
/** After a frame, when nothing is under way. */
const LULL_MS = 40;
/** What a further viewer may cost, in ms/s, which is ms for each frame. */
const ALLOWANCE = 0.15;

const child = fork(WATCHED);
const [{ port }] = await once(child, 'message');
const viewers = [await watch()];
await framesOf(viewers[0], WARM_FRAMES);
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

/** Between frames, because each stretch has to have as many of them. */
async function cost() {
  await framesOf(viewers[0], 1);
  await setTimeout(LULL_MS);
  child.send('begin');
  await framesOf(viewers[0], STRETCH_FRAMES);
  await setTimeout(LULL_MS);
  child.send('end');
  const [milliseconds] = await once(child, 'message');
  return milliseconds / STRETCH_FRAMES;
}

async function framesOf(viewer, count) {
  for await (const [chunk] of on(viewer, 'data')) {
    count -= chunk.toString().split('event: frame').length - 1;
    if (count <= 0) {
      return;
    }
  }
}
