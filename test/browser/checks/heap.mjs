import { Application } from '../application.mjs';
import { expectAtMost } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { Viewer } from '../viewer.mjs';

export const name = '600 deltas do not make the heap of the page grow';

const MAX_GROWTH = 2 * 1024 * 1024;
const DELTAS = 600;
/** The history of ten minutes is full then. */
const WARM_UP_DELTAS = 650;
/** Deltas a second. */
const SPEED = 25;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const application = await Application.start({
    platform,
    variables: 'many',
    speed: SPEED,
  });
  const proxy = await startProxy(application.url);
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`, {
    hash: '#tab=variables',
  });
  try {
    const { page } = viewer;
    await viewer.waitUntilLive();
    const heap = () =>
      page
        .evaluate('gc(), gc(), performance.memory.usedJSHeapSize')
        .then(Number);
    await proxy.passDeltas(WARM_UP_DELTAS);
    const before = await heap();
    await proxy.passDeltas(DELTAS);
    const growth = (await heap()) - before;
    expectAtMost('growth of the heap in bytes', growth, MAX_GROWTH);
    await viewer.expectNoErrors();
    return `${(growth / 1024).toFixed(0)} KiB of growth`;
  } finally {
    await viewer.close();
    proxy.close();
    application.kill();
  }
}
