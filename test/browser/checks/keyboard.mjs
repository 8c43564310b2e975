import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'the keyboard alone';

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
    expectSame('after /', await focused(), 'filter');
    await page.keyboard.type('s');
    await press('Escape');
    await press('ArrowDown');
    const first = await focused();
    await press('ArrowDown');
    const second = await focused();
    if (first === second || second === undefined) {
      throw new Error(`the arrow goes from ${first} to ${second}`);
    }
    await press('ArrowUp');
    expectSame('back again', await focused(), first);
    await press('End');
    await press('Home');
    expectSame('at home', await focused(), first);
    await press('s');
    await viewer.shows('#grid-body', /★/);
    expectSame('the pinned row', await focused(), first);
    await press('ArrowDown');
    await press('ArrowUp');
    expectSame('back at the pinned row', await focused(), first);
    await press('s');
    await page.waitForFunction(
      () => !document.querySelector('#grid-body').textContent.includes('★'),
    );
    expectSame('the row that is pinned no more', await focused(), first);
    // What is selected elsewhere is no reason to leave a star alone.
    await page.evaluate(() =>
      getSelection().selectAllChildren(document.querySelector('#facts')),
    );
    await page.click('#grid-body .pin');
    await viewer.shows('#grid-body', /★/);
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
