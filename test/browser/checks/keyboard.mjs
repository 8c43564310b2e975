import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'every function of the table can be reached by keyboard';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    const { page } = viewer;
    /** @param {string} key */
    const press = (key) => page.keyboard.press(key);
    const focused = () =>
      page.evaluate(
        () =>
          document.activeElement?.closest('[role=row]')?.querySelector('.name')
            ?.textContent ?? document.activeElement?.id,
      );
    // The filter is reached from any tab.
    await press('/');
    await page.waitForSelector('#filter:focus');
    await page.waitForSelector('#grid-body [role=row]');
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
    await page.waitForSelector('#grid-body [aria-pressed=true]');
    expectSame('focus after pinning', await focused(), first);
    await press('s');
    await page.waitForSelector('#grid-body [aria-pressed=true]', {
      state: 'detached',
    });
    expectSame('focus after unpinning', await focused(), first);
    // A selection elsewhere must not keep a click from pinning.
    await page.evaluate(() => getSelection()?.selectAllChildren(document.body));
    await page.click('#grid-body .pin');
    await page.click('#grid-body .pin[aria-pressed=true]');
    await press('/');
    await page.keyboard.type('ticks');
    await viewer.waitForRow('ticks');
    await press('Tab');
    await page.focus(
      '#grid-body [role=row] [tabindex="0"], #grid-body [role=row][tabindex="0"]',
    );
    await press('Enter');
    await page.waitForSelector('#drawer');
    await press('Escape');
    await page.waitForSelector('#drawer', { state: 'hidden' });
    await press('a');
    await page.waitForFunction(() => location.hash.includes('a='));
    await press('a');
    await page.waitForFunction(() => !/[#&]a=/.test(location.hash));
    await press('p');
    await page.waitForSelector('#connection[data-status="paused"]');
    await press('p');
    await viewer.waitUntilLive();
    for (const tab of ['http', 'methods', 'events', 'variables', 'overview']) {
      await press('g');
      await press(tab.charAt(0));
      await page.waitForSelector(`#main.tab-${tab}`);
    }
    await press('?');
    await page.waitForSelector('dialog[open]');
    await viewer.screenshot('keys');
    await press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
  });
}
