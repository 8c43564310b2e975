// What the page does under load, on Express and on Fastify: an application in a
// process of its own, with limits that a slow machine keeps as well.
import { Report } from '../support/report.mjs';
import * as aborts from './checks/aborts.mjs';
import * as closing from './checks/closing.mjs';
import * as crowd from './checks/crowd.mjs';
import * as cutOff from './checks/cut-off.mjs';
import * as hung from './checks/hung.mjs';
import * as refusals from './checks/refusals.mjs';
import * as silent from './checks/silent.mjs';
import * as slowReaders from './checks/slow-readers.mjs';
import * as smallHeap from './checks/small-heap.mjs';
import * as vanished from './checks/vanished.mjs';

const PLATFORMS = ['express', 'fastify'];
const CHECKS = [crowd, hung, slowReaders, closing, aborts, refusals, smallHeap];

/** Nest's Express has no HTTP/2. */
const HTTP2_PLATFORM = 'fastify over HTTP/2';
const HTTP2_CHECKS = [vanished, silent];

const report = new Report();

async function run({ name, check }, platform) {
  await report.check(`${platform}, ${name}`, async () => {
    console.log(`      ${await check(platform)}`);
  });
}

// They wait for most of their time.
const waiting = PLATFORMS.map((platform) => run(cutOff, platform));
for (const platform of PLATFORMS) {
  for (const check of CHECKS) {
    await run(check, platform);
  }
}
for (const check of HTTP2_CHECKS) {
  await run(check, HTTP2_PLATFORM);
}
await Promise.all(waiting);
process.exitCode = report.close();
