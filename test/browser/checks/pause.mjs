import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'a paused view stays while data arrives';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    const { page } = viewer;
    await page.fill('#filter', 'ticks');
    const value = () => page.textContent('#grid-body [role=row] .c-value');
    await page.click('#pause');
    await page.waitForSelector('#connection[data-status="paused"]');
    const before = await value();
    await viewer.expectText('#connection-text', /\+([2-9]|\d\d) s/);
    expectSame('value in the pause', await value(), before);
    await viewer.screenshot('paused');
    await page.click('#pause');
    await page.waitForFunction(
      (old) =>
        document.querySelector('#grid-body [role=row] .c-value')
          ?.textContent !== old,
      before,
    );
  });
}
