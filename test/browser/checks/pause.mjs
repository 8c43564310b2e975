import { expectAtLeast, expectSame } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name =
  'a zoom of all charts pauses the page, by pointer and by keyboard';

const CHART = '.chart[data-chart=loop]';
const PLOT = `${CHART} .plot-control`;

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ browser, incident }) {
  const { application } = await incident.start();
  const viewer = await Viewer.open(browser, application.page);
  const { page } = viewer;
  /** @param {string} key */
  const press = (key) => page.keyboard.press(key);
  const zoom = () =>
    page.evaluate(() => /zoom=(\d+)-(\d+)/.exec(location.hash) ?? []);
  try {
    await viewer.waitUntilLive();
    // The chart needs some samples to select.
    await viewer.expectText('.uptime', /[12]\ds|m/);

    // The keyboard selects some samples, and Enter zooms.
    await page.focus(PLOT);
    await press('ArrowLeft');
    for (let i = 0; i < 5; i++) {
      await press('Shift+ArrowLeft');
    }
    await press('Enter');
    await page.waitForSelector('#connection[data-status="paused"]');
    const [, from, to] = await zoom();
    expectAtLeast('milliseconds of the zoom', Number(to) - Number(from), 1000);
    await page.waitForSelector('#main[data-stale="true"]');
    await viewer.expectText('#connection', /as of \d/);

    // The text of the cursor is what a screen reader says.
    await press('ArrowLeft');
    const text = await page.getAttribute(`${PLOT}:focus`, 'aria-valuetext');
    expectSame(
      'the text of the cursor has a time',
      /\d\d:\d\d/.test(text ?? ''),
      true,
    );

    // The same figures in a table, without the canvas.
    await page.focus(`${CHART} .table-button`);
    await press('Enter');
    await viewer.expectText(`${CHART} table`, /\d\d:\d\d:\d\d/);
    await page.focus(`${CHART} .table-button`);
    await press('Enter');

    // Nothing moves while data arrives, until Escape.
    const before = await page.innerText('#main');
    await viewer.expectText('#connection', /\+([2-9]|\d\d) s/);
    expectSame('the page in the pause', await page.innerText('#main'), before);
    await viewer.screenshot('zoomed');
    await press('Escape');
    await press('Escape');
    await viewer.waitUntilLive();
    expectSame('the zoom after Escape', await zoom(), []);

    // The pointer drags.
    await viewer.drag(PLOT, 0.5, 0.9);
    await page.waitForSelector('#connection[data-status="paused"]');
    const ranges = await page.$$eval('.chart', (charts) => charts.length);
    expectAtLeast('charts', ranges, 2);
    await page.click('.zoomed');
    await viewer.waitUntilLive();

    // A row of an event zooms to it.
    await viewer.openTab('events');
    await page.click('#events [role=row] button');
    await page.waitForSelector('#connection[data-status="paused"]');
    const [, begin, end] = await zoom();
    expectSame(
      'milliseconds around the event',
      Number(end) - Number(begin),
      60_000,
    );
    await viewer.expectNoErrors();
  } finally {
    await viewer.close();
  }
}
