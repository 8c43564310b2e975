import { expectAtMost } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { Application } from '../application.mjs';
import { Viewer } from '../viewer.mjs';

export const name = '600 frames do not make the heap of the page grow';

const MAX_GROWTH = 2 * 1024 * 1024;
const FRAMES = 600;
/** The page has loaded the visible series before these frames end. */
const WARM_UP_FRAMES = 100;

export async function check({ platform, browser }) {
  const application = await Application.start({ platform, variables: 'many' });
  const proxy = await startProxy(application.url, { generatesFrames: true });
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`);
  try {
    const { page } = viewer;
    await viewer.waitUntilLive();
    const heap = () =>
      page.evaluate(() => {
        globalThis.gc();
        globalThis.gc();
        return performance.memory.usedJSHeapSize;
      });
    await proxy.sendFrames(WARM_UP_FRAMES);
    const before = await heap();
    await proxy.sendFrames(WARM_UP_FRAMES + FRAMES);
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
