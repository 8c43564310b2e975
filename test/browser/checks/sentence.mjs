import { Application } from '../application.mjs';
import { expectAtLeast } from '../expectations.mjs';
import { readSnapshot } from '../read-snapshot.mjs';
import { Load } from '../shop/load.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'a sentence names each fault, and loses it again';

/**
 * Ten seconds of the shop pass in one, so that nobody waits for minutes. Delays of
 * the event loop seem longer too, so this check tells nothing about blocks.
 */
const SPEED = 10;

const TRAFFIC = [
  { method: 'POST', path: '/webhooks/stripe', perSecond: 2 },
  { method: 'GET', path: '/reports/monthly', perSecond: 1, ms: [1500, 2500] },
  { method: 'GET', path: '/orders', perSecond: 2 },
];

/** Each fault, its part of the sentence, and for how long that stays, in seconds. */
const FAULTS = [
  {
    on: { hook: true },
    off: { hook: false },
    text: /POST \/webhooks\/stripe fails \d/,
    lingers: 60,
  },
  {
    on: { leak: 3, collectEvery: 8000 },
    off: { leak: 0 },
    text: /Heap after GC \+[\d.,]+ MiB\/min/,
    lingers: 60,
  },
  {
    on: { variables: true },
    off: { variables: false },
    text: /(gateways\.paypal|orders\.broken) and \d more fail/,
    lingers: 60,
  },
  {
    on: { late: true },
    off: { late: false },
    text: /prices is late/,
    lingers: 60,
  },
  {
    on: { queue: 600 },
    off: { queue: 3 },
    text: /orders\.queueDepth over its limit/,
    lingers: 60,
  },
];
const SLOW = /GET \/reports\/monthly p99 [\d.]+ s/;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({
    platform,
    variables: 'shop',
    speed: SPEED,
  });
  const load = new Load(application.url);
  const viewer = await Viewer.open(browser, application.page);
  try {
    await viewer.waitUntilLive();
    const now = async () => (await readSnapshot(application)).mono / 1000;
    load.start(TRAFFIC, SPEED);
    const begun = await now();
    await application.set(Object.assign({}, ...FAULTS.map(({ on }) => on)));
    // The sentence has more parts than are shown at first.
    await viewer.page.click('#findings .more[aria-expanded=false]');
    const appeared = await Promise.all(
      [...FAULTS.map(({ text }) => text), SLOW].map(async (text) => {
        await viewer.expectSentence(text);
        return (await now()) - begun;
      }),
    );
    await viewer.screenshot('sentence');
    await load.stop();
    await application.set(Object.assign({}, ...FAULTS.map(({ off }) => off)));
    const ended = await now();
    const gone = await Promise.all(
      FAULTS.map(async ({ text, lingers }) => {
        await viewer.expectNoSentence(text);
        const seconds = (await now()) - ended;
        expectAtLeast(`seconds that ${text} stays`, seconds, lingers - 15);
        return seconds;
      }),
    );
    await viewer.expectNoErrors();
    /** @param {number[]} seconds */
    const list = (seconds) =>
      seconds.map((value) => value.toFixed(0)).join(' ');
    return `appeared after ${list(appeared)} s, gone after ${list(gone)} s`;
  } finally {
    await viewer.close();
    load.close();
    application.kill();
  }
}
