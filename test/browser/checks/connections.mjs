import { Application } from '../application.mjs';
import { expectSame } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { LOST_CONNECTION, Viewer } from '../viewer.mjs';

export const name =
  'the page survives buffering proxies, sleep, lost streams and lost places';

const HASH = '#tab=variables&filter=ticks';
const PLACES = 8;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  try {
    await checkBuffered(browser, application);
    await checkStalled(browser, application);
    await checkReplaced(browser, application);
  } finally {
    application.kill();
  }
}

/**
 * A proxy that buffers the stream makes the page poll.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Application} application
 */
async function checkBuffered(browser, application) {
  const proxy = await startProxy(application.url, { buffers: true });
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`, {
    hash: HASH,
  });
  try {
    await viewer.expectText('#connection', /polling/);
    await expectNewValue(viewer);
    expectSame(
      'the page polls',
      viewer.requests.some((request) => request.url().includes('/ui/poll')),
      true,
    );
    await viewer.screenshot('polling');
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    proxy.close();
  }
}

/**
 * A laptop that slept, or a dead network: the stream is silent and open.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Application} application
 */
async function checkStalled(browser, application) {
  const proxy = await startProxy(application.url);
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`, {
    hash: HASH,
    expected: [LOST_CONNECTION],
  });
  try {
    await viewer.waitUntilLive();
    await expectNewValue(viewer);
    proxy.stall();
    await viewer.page.waitForSelector('#main[data-stale="true"]');
    await viewer.expectText('#connection', /as of \d/);
    await viewer.screenshot('silent');
    proxy.cut();
    await viewer.waitUntilLive();
    await expectNewValue(viewer);
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    proxy.close();
  }
}

/**
 * Another viewer takes the place of the oldest, which does not come back unasked.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {Application} application
 */
async function checkReplaced(browser, application) {
  const viewer = await Viewer.open(browser, application.page, { hash: HASH });
  const abort = new AbortController();
  try {
    await viewer.waitUntilLive();
    for (let i = 0; i < PLACES; i++) {
      await fetch(`${application.page}/stream`, { signal: abort.signal });
    }
    await viewer.page.waitForSelector('#connection[data-status="replaced"]');
    await viewer.expectText('#notices', /Another viewer took the place/);
    await viewer.page.waitForSelector('#main[data-stale="true"]');
    await viewer.screenshot('replaced');
    await viewer.page.click('#notices button:has-text("Return")');
    await viewer.waitUntilLive();
    await expectNewValue(viewer);
    await viewer.expectNoErrors();
  } finally {
    abort.abort();
    await viewer.close();
  }
}

/**
 * Waits until the value in the first row has changed.
 *
 * @param {Viewer} viewer
 */
async function expectNewValue({ page }) {
  const selector = '#grid-body [role=row] .c-value';
  await page.waitForSelector(selector);
  await page.waitForFunction(
    ({ wanted, old }) =>
      ![undefined, old].includes(document.querySelector(wanted)?.textContent),
    { wanted: selector, old: (await page.textContent(selector)) ?? '' },
  );
}
