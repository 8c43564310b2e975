// What the page does under load, on Express and on Fastify: an application in a
// process of its own, with limits that a slow machine keeps as well.
import { Report } from '../compat/report.mjs';
import * as aborts from './checks/aborts.mjs';
import * as closing from './checks/closing.mjs';
import * as crowd from './checks/crowd.mjs';
import * as cutOff from './checks/cut-off.mjs';
import * as hung from './checks/hung.mjs';
import * as refusals from './checks/refusals.mjs';
import * as slowReaders from './checks/slow-readers.mjs';
import * as smallHeap from './checks/small-heap.mjs';

const PLATFORMS = ['express', 'fastify'];
const CHECKS = [crowd, hung, slowReaders, closing, aborts, refusals, smallHeap];

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
await Promise.all(waiting);
process.exitCode = report.close();
