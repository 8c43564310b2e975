import { expectMatch, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'the table shows variables with rates and details';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform },
    async (viewer) => {
      const { page } = viewer;
      const names = () =>
        page.$$eval('#grid-body [role=row] .name', (cells) =>
          cells.map((cell) => cell.textContent),
        );
      for (const wanted of ['arrivals', 'broken', 'cache', 'orders', 'buy']) {
        await viewer.waitForRow(wanted);
      }
      await checkDrawer(viewer);
      await checkFilters(viewer, names);

      // Closing the details does not scroll the page.
      await page.setViewportSize({ width: 1440, height: 400 });
      await page.evaluate(() => scrollTo(0, 300));
      const scrolled = await page.evaluate(() => scrollY);
      await page.evaluate(() => (location.hash = 'tab=variables&open=ticks'));
      await viewer.expectText('#drawer', /name=ticks/);
      await page.keyboard.press('Escape');
      await page.waitForSelector('#drawer', { state: 'hidden' });
      expectSame(
        'scroll position',
        await page.evaluate(() => scrollY),
        scrolled,
      );
      await page.setViewportSize({ width: 1440, height: 900 });

      // Natural order: 2 is before 10.
      await page.evaluate(() => scrollTo(0, 0));
      await page.fill('#filter', '/^key/');
      await viewer.waitForRow('key10');
      expectSame('natural order', await names(), ['key1', 'key2', 'key10']);
      await page.fill('#filter', '');

      // Pins survive a reload.
      await page.click(
        '#grid-body [role=row]:has(.name:text-is("still")) .pin',
      );
      await page.reload();
      await viewer.waitUntilLive();
      await page.waitForSelector(
        '#grid-body [role=row]:has(.name:text-is("still")) .pin[aria-pressed=true]',
      );
    },
    { hash: '#tab=variables' },
  );
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkDrawer(viewer) {
  const { page } = viewer;
  await page.fill('#filter', 'ticks');
  await viewer.expectCell('ticks', 'change', /^[1-9][\d.]*\/s$/);
  await page.click('#grid-body [role=row] .c-name');
  await viewer.expectText('#drawer', /ticks/);
  for (const text of [
    /Ticks received/,
    /curl .*debug\/vars\?name=ticks/,
    /counter/,
    /registry\.newInt\(\)/,
  ]) {
    await viewer.expectText('#drawer', text);
  }
  await viewer.screenshot('drawer');
  // A link to the details opens them.
  const link = page.url();
  expectMatch('the link', link, /open=ticks/);
  const other = await page.context().newPage();
  await other.goto(link);
  await other.waitForSelector('#drawer:has-text("Ticks received")');
  await other.close();
  // Back closes the details, and does not change the filter.
  await page.keyboard.press('Escape');
  await page.waitForSelector('#drawer', { state: 'hidden' });
  await page.waitForFunction(() => !location.hash.includes('open='));
  await page.click('#grid-body [role=row] .c-name');
  await page.waitForSelector('#drawer');
  await page.goBack();
  await page.waitForSelector('#drawer', { state: 'hidden' });
  expectSame('the filter', await page.inputValue('#filter'), 'ticks');
  // The details of an unknown variable show nothing of the last one.
  await page.evaluate(() => (location.hash = 'tab=variables&open=nosuch'));
  await viewer.expectText('#drawer', /nosuch/);
  expectSame(
    'other texts in the details',
    /Ticks received|curl/.test(await viewer.textOf('#drawer')),
    false,
  );
  // A failing key of a map says why, and shows neither its map nor another value.
  await page.evaluate(
    () => (location.hash = 'tab=variables&open=gateways/paypal'),
  );
  await viewer.expectText('#drawer', /the gateway does not answer/);
  expectSame(
    'the JSON of the map around a failing key',
    /stripe/.test(await viewer.textOf('#drawer')),
    false,
  );
  await page.evaluate(() => (location.hash = 'tab=variables'));
}

/** Filters, and the names that they find. */
/** @type {{ filter: string, expected: string[] }[]} */
const FILTERS = [
  { filter: '/^(sti|spr)/', expected: ['spread', 'still'] },
  { filter: 'kind:counter tick', expected: ['ticks'] },
  { filter: '>1MiB /^cache$/', expected: ['cache'] },
  { filter: 'unit:By /^cache$/', expected: ['cache'] },
  { filter: 'p99 >1ms took', expected: ['took', 'p99', 'window'] },
  { filter: 'p99 >100s', expected: [] },
];

/**
 * @param {import('../viewer.mjs').Viewer} viewer
 * @param {() => Promise<(string | null)[]>} names
 */
async function checkFilters(viewer, names) {
  const { page } = viewer;
  for (const { filter, expected } of FILTERS) {
    await page.fill('#filter', filter);
    try {
      await page.waitForFunction((wanted) => {
        const shown = [...document.querySelectorAll('#grid-body .name')].map(
          (cell) => cell.textContent,
        );
        return (
          wanted.every((text) => shown.includes(text)) &&
          shown.length <= Math.max(wanted.length, 0) + 1
        );
      }, expected);
    } catch {
      throw new Error(
        `${filter} finds ${(await names()).join()}, not ${expected.join()}.`,
      );
    }
  }
  await page.fill('#filter', '/(/');
  await viewer.expectText('#filter-problem', /\S/);
  await page.fill('#filter', '');
}
