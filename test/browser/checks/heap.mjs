import { expectAtMost } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { Application } from '../application.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'the heap of the page after 600 frames';

const MAX_GROWTH = 2 * 1024 * 1024;
const FRAMES = 600;
/** Until the rings of what is seen are there. */
const FIRST = 100;

export async function check({ platform, browser }) {
  const application = await Application.start({ platform, variables: 'many' });
  const proxy = await startProxy(application.url, { hurries: true });
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`);
  try {
    const { page } = viewer;
    await viewer.live();
    const heap = () =>
      page.evaluate(() => {
        globalThis.gc();
        globalThis.gc();
        return performance.memory.usedJSHeapSize;
      });
    await proxy.frames(FIRST);
    const before = await heap();
    await proxy.frames(FIRST + FRAMES);
    const growth = (await heap()) - before;
    expectAtMost('growth in bytes', growth, MAX_GROWTH);
    await viewer.expectPeace();
    return `${(growth / 1024).toFixed(0)} KiB more`;
  } finally {
    await viewer.close();
    proxy.close();
    application.kill();
  }
}
