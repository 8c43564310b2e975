import { Application } from '../application.mjs';
import { expectSame } from '../expectations.mjs';
import { LOST_CONNECTION, Viewer } from '../viewer.mjs';

export const name = 'a paused view stays when the process is restarted';

export async function check({ platform, browser }) {
  const first = await Application.start({ platform });
  const viewer = await Viewer.open(browser, first.page, {
    expected: [LOST_CONNECTION],
  });
  try {
    await viewer.waitUntilLive();
    const { page } = viewer;
    await page.fill('#filter', 'ticks');
    const value = () => page.textContent('#grid-body [role=row] .c-value');
    await page.click('#pause');
    await page.waitForSelector('#connection[data-status="paused"]');
    const before = await value();
    await first.terminate();
    const second = await Application.start({ platform, port: first.port });
    try {
      await viewer.expectText(
        '#banners',
        new RegExp(`Now connected to pid ${second.pid} on`),
      );
      await page.waitForSelector('#connection[data-status="paused"]');
      expectSame('value in the pause', await value(), before);
      await viewer.expectText('#facts', new RegExp(`pid ${first.pid}`));
      await viewer.screenshot('outlasted');
      await page.click('#pause');
      await viewer.waitUntilLive();
      await viewer.expectText('#facts', new RegExp(`pid ${second.pid}`));
      await viewer.expectNoErrors();
    } finally {
      second.kill();
    }
  } finally {
    await viewer.close();
    first.kill();
  }
}
