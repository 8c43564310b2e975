import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'everything can be reached by keyboard';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    const { page } = viewer;
    const press = (key) => page.keyboard.press(key);
    const focused = () =>
      page.evaluate(
        () =>
          document.activeElement?.querySelector('.name')?.textContent ??
          document.activeElement?.id,
      );
    await press('/');
    expectSame('focus after /', await focused(), 'filter');
    await page.keyboard.type('s');
    await press('Escape');
    await press('ArrowDown');
    const first = await focused();
    await press('ArrowDown');
    const second = await focused();
    if (first === second || second === undefined) {
      throw new Error(`ArrowDown moves from ${first} to ${second}.`);
    }
    await press('ArrowUp');
    expectSame('focus after ArrowUp', await focused(), first);
    await press('End');
    await press('Home');
    expectSame('focus after Home', await focused(), first);
    await press('s');
    await viewer.expectText('#grid-body', /★/);
    expectSame('focus after pinning', await focused(), first);
    await press('ArrowDown');
    await press('ArrowUp');
    expectSame(
      'focus after leaving the pinned row and returning',
      await focused(),
      first,
    );
    await press('s');
    await page.waitForFunction(
      () => !document.querySelector('#grid-body').textContent.includes('★'),
    );
    expectSame('focus after unpinning', await focused(), first);
    // A selection elsewhere must not keep a click from pinning.
    await page.evaluate(() =>
      getSelection().selectAllChildren(document.querySelector('#facts')),
    );
    await page.click('#grid-body .pin');
    await viewer.expectText('#grid-body', /★/);
    await page.click('#grid-body .pin[aria-pressed=true]');
    await page.waitForFunction(
      () => !document.querySelector('#grid-body').textContent.includes('★'),
    );
    await press('/');
    await page.keyboard.type('ticks');
    await page.focus('#grid-body [role=row]');
    await press('Enter');
    await page.waitForSelector('#drawer:not([hidden])');
    await press('Escape');
    await page.waitForSelector('#drawer', { state: 'hidden' });
    await press('p');
    await page.waitForSelector('#connection[data-status="paused"]');
    await press('p');
    await page.waitForSelector('#connection[data-status="live"]');
    await press('?');
    await page.waitForSelector('#shortcuts[open]');
    await viewer.screenshot('keys');
    await press('Escape');
    await page.waitForSelector('#shortcuts', { state: 'hidden' });
  });
}
