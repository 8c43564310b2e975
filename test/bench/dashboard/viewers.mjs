import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

const APPLICATION = fileURLToPath(
  new URL('changing-application.mjs', import.meta.url),
);
const VIEWERS = 8;
const ROUNDS = sized(5, 1);
/** The application sends ten frames per second instead of one. */
const MEASURED_FRAMES = sized(40, 2);
const WARM_UP_FRAMES = sized(100, 1);
/** After a frame, until the application is idle. */
const PAUSE_MS = 40;
/** The budget of a further viewer, in ms/s, which is ms per frame. */
const BUDGET = 0.15;

const child = fork(APPLICATION);
const [{ port }] = await once(child, 'message');
const firstViewer = await openStream();
const viewers = [firstViewer];
await framesOf(firstViewer, WARM_UP_FRAMES);
/** @type {number[]} */
const costsWithOneViewer = [];
/** @type {number[]} */
const costsWithAllViewers = [];
// In turns, because a process gets faster as it ages.
for (let round = 0; round < ROUNDS; round++) {
  costsWithOneViewer.push(await costOfFrame());
  while (viewers.length < VIEWERS) {
    viewers.push(await openStream());
  }
  costsWithAllViewers.push(await costOfFrame());
  while (viewers.length > 1) {
    viewers.pop()?.destroy();
  }
}
child.kill();
report({
  'CPU time of each further viewer, 1,000 changes / 0.15 ms per second': {
    ours:
      (median(costsWithAllViewers) - median(costsWithOneViewer)) /
      (VIEWERS - 1),
    peer: BUDGET,
  },
});
process.exit();

async function openStream() {
  const request = get(`http://127.0.0.1:${port}/debug/vars/ui/stream`);
  /** @type {[IncomingMessage]} */
  const [response] = /** @type {any} */ (await once(request, 'response'));
  assert.equal(response.statusCode, 200);
  response.on('error', () => {});
  response.resume();
  return response;
}

/**
 * Returns milliseconds of CPU time. The measurement starts and ends between
 * two frames, so that it has a whole number of them.
 */
async function costOfFrame() {
  await framesOf(firstViewer, 1);
  await setTimeout(PAUSE_MS);
  child.send('begin');
  await framesOf(firstViewer, MEASURED_FRAMES);
  await setTimeout(PAUSE_MS);
  child.send('end');
  const [milliseconds] = await once(child, 'message');
  return milliseconds / MEASURED_FRAMES;
}

/**
 * @param {IncomingMessage} viewer
 * @param {number} count
 */
async function framesOf(viewer, count) {
  let missing = count;
  for await (const [chunk] of on(viewer, 'data')) {
    missing -= chunk.toString().split('event: frame').length - 1;
    if (missing <= 0) {
      return;
    }
  }
}
