import { expectSame } from '../expectations.mjs';
import { startProxy } from '../proxy.mjs';
import { Viewer } from '../viewer.mjs';
import { Application } from '../application.mjs';

export const name = 'the page polls behind a proxy that buffers the stream';

export async function check({ platform, browser }) {
  const application = await Application.start({ platform });
  const proxy = await startProxy(application.url, { buffers: true });
  const viewer = await Viewer.open(browser, `${proxy.url}/debug/vars/ui`);
  try {
    const { page } = viewer;
    await viewer.expectText('#connection-text', /polling/);
    await page.fill('#filter', 'ticks');
    const value = () => page.textContent('#grid-body [role=row] .c-value');
    await viewer.expectText('#grid-body', /ticks/);
    const before = await value();
    await page.waitForFunction(
      (old) =>
        document.querySelector('#grid-body [role=row] .c-value')
          ?.textContent !== old,
      before,
    );
    await viewer.screenshot('polling');
    const polls = viewer.requests.filter((request) =>
      request.url().includes('/ui/poll'),
    );
    expectSame('the page polls', polls.length > 0, true);
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
    proxy.close();
    application.kill();
  }
}
