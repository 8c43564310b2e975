// Loads applications on Express and on Fastify with scrapes.
import { parseArgs } from 'node:util';
import { Report } from '../support/report.mjs';
import * as abortedRequests from './checks/aborted-requests.mjs';
import * as closing from './checks/closing.mjs';
import * as closingWithHttp2Readers from './checks/closing-with-http2-readers.mjs';
import * as hungVariable from './checks/hung-variable.mjs';
import * as refusedRequests from './checks/refused-requests.mjs';
import * as simultaneousScrapes from './checks/simultaneous-scrapes.mjs';
import * as slowReaders from './checks/slow-readers.mjs';
import * as smallHeap from './checks/small-heap.mjs';
import * as stalledReader from './checks/stalled-reader.mjs';
import * as vanishedHttp2Peers from './checks/vanished-http2-peers.mjs';

/**
 * @typedef {import('./application.mjs').Platform} Platform
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {(platform: Platform) => Promise<string | void>} check
 */

/** @type {readonly Platform[]} */
const PLATFORMS = ['express', 'fastify'];
const CHECKS = [
  simultaneousScrapes,
  hungVariable,
  slowReaders,
  closing,
  abortedRequests,
  refusedRequests,
  smallHeap,
];

/** Nest's Express adapter has no HTTP/2. */
const HTTP2_CHECKS = [vanishedHttp2Peers, closingWithHttp2Readers];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    smoke: { type: 'boolean', default: false },
  },
});
const report = new Report();
if (values.smoke) {
  console.log('A smoke run reports times and memory without limiting them.');
}

// This one waits for most of its time, so it runs beside the others.
const waiting = PLATFORMS.map((platform) => run(stalledReader, platform));
for (const platform of PLATFORMS) {
  for (const check of CHECKS) {
    await run(check, platform);
  }
}
for (const check of HTTP2_CHECKS) {
  await run(check, 'fastify over HTTP/2');
}
await Promise.all(waiting);
report.close();

/**
 * @param {Check} check
 * @param {Platform} platform
 */
async function run({ name, check }, platform) {
  if (name.includes(values.only)) {
    await report.check(`${platform}, ${name}`, () => check(platform));
  }
}
