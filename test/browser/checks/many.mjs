import { expectAtMost, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'a table of 10,000 variables has few elements and few layouts, and larger maps open in part';

const MAX_ROWS = 60;
const TICKS = 8;
const MAX_LAYOUTS_PER_TICK = 6;
const HASH = '#tab=variables';

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const result = await withViewer(
    browser,
    { platform, variables: 'many' },
    checkTable,
    { hash: HASH },
  );
  await withViewer(browser, { platform, variables: 'lazy' }, checkLazyBranch, {
    hash: HASH,
  });
  return result;
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkTable(viewer) {
  const { page } = viewer;
  const countRows = () =>
    page.$$eval('#grid-body [role=row]', (rows) => rows.length);
  await page.waitForSelector('#grid-body [role=row]');
  expectAtMost('rows in the document', await countRows(), MAX_ROWS);
  await viewer.screenshot('many');

  await page.fill('#filter', 'number9999');
  await viewer.waitForRow('number9999');
  await page.fill('#filter', 'number');
  await viewer.waitForRow('number0000');
  await page.focus('#grid-body [tabindex="0"]');
  await page.keyboard.press('End');
  await viewer.expectText('#grid-body', /number9999/);
  expectAtMost('rows in the document', await countRows(), MAX_ROWS);
  await page.keyboard.press('Home');
  await viewer.expectText('#grid-body', /number0000/);
  await page.fill('#filter', '');
  await page.mouse.move(0, 0);

  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const countLayouts = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const count = metrics.find((metric) => metric.name === 'LayoutCount');
    return count?.value ?? NaN;
  };
  const before = await countLayouts();
  for (let i = 0; i < TICKS; i++) {
    await viewer.waitForTick();
  }
  const layouts = ((await countLayouts()) - before) / TICKS;
  expectAtMost('layouts of a sample', layouts, MAX_LAYOUTS_PER_TICK);
  return `${layouts.toFixed(1)} layouts a sample`;
}

/**
 * Only a part of 30,000 names is sent; the rest is opened and searched.
 *
 * @param {import('../viewer.mjs').Viewer} viewer
 */
async function checkLazyBranch(viewer) {
  const { page } = viewer;
  await viewer.waitForRow('large');
  await viewer.waitForRow('small');
  await page.fill('#filter', 'key29999');
  await viewer.expectText('#main', /not loaded/);
  await page.click('button:has-text("Search them on the server")');
  await viewer.expectText('#main', /key29999/);
  await page.fill('#filter', '');
  await viewer.waitForRow('large');
  await page.click('#grid-body [role=row]:has(.name:text-is("large")) .toggle');
  await viewer.expectText('#grid-body', /key2|Load the first 1,000/);
  if (!/key2/.test(await viewer.textOf('#grid-body'))) {
    await page.click('#grid-body .unsent');
  }
  await viewer.waitForRow('key2');
  expectSame(
    'status of the connection',
    await page.getAttribute('#connection', 'data-status'),
    'live',
  );
}
