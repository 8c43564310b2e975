import { expectAtMost, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'a table of 10,000 variables has few elements and few layouts';

const MAX_ROWS = 60;
const DRAWS = 8;
const MAX_LAYOUTS_PER_DRAW = 6;

export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'many' },
    async (viewer) => {
      const { page } = viewer;
      const countRows = () =>
        page.$$eval('#grid-body [role=row]', (rows) => rows.length);
      expectAtMost('rows in the document', await countRows(), MAX_ROWS);
      await viewer.screenshot('many');

      await page.fill('#filter', 'number9999');
      await viewer.expectText('#count', /^1 of /);
      await page.fill('#filter', 'number');
      await page.focus('#grid');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await viewer.expectText('#grid-body', /number9999/);
      expectAtMost('rows in the document', await countRows(), MAX_ROWS);
      await page.keyboard.press('Home');
      await viewer.expectText('#grid-body', /number0000/);
      await page.fill('#filter', '');
      await page.mouse.move(0, 0);

      const { layouts, busy } = await measureDraws(page);
      expectAtMost('layouts of a draw', layouts / DRAWS, MAX_LAYOUTS_PER_DRAW);
      expectSame(
        'status of the connection',
        await page.getAttribute('#connection', 'data-status'),
        'live',
      );
      return `${(layouts / DRAWS).toFixed(1)} layouts and ${((busy / DRAWS) * 1000).toFixed(0)} ms a draw`;
    },
  );
}

/** Measures what the next draws of the page take. */
async function measureDraws(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metrics = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await metrics();
  await page.evaluate(
    (draws) =>
      new Promise((resolve) => {
        const { requestAnimationFrame } = globalThis;
        let count = 0;
        globalThis.requestAnimationFrame = (draw) => {
          count++;
          if (count > draws) {
            globalThis.requestAnimationFrame = requestAnimationFrame;
            resolve();
          }
          return requestAnimationFrame(draw);
        };
      }),
    DRAWS,
  );
  const after = await metrics();
  return {
    layouts: after.LayoutCount - before.LayoutCount,
    busy: after.TaskDuration - before.TaskDuration,
  };
}
