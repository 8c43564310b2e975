import { withViewer } from '../with-application.mjs';

export const name = 'a value that has reached a limit is marked';

export async function check({ platform, browser }) {
  await withViewer(
    browser,
    { platform, variables: 'limits' },
    async (viewer) => {
      const { page } = viewer;
      await viewer.expectText('#tabs', /⚠ Over limit 3/);
      await page.waitForFunction(() => document.title.startsWith('(3) '));
      await page.click('#tabs [value=overLimit]');
      await viewer.expectText('#count', /^3 of /);
      for (const [row, level] of [
        ['queued', 'critical'],
        ['busy', 'warning'],
        ['latency', 'warning'],
      ]) {
        await page.waitForSelector(
          `.row[data-level=${level}]:has-text("${row}") .warning[aria-label="The ${level} limit is reached"]`,
        );
      }
      await page.click('.row:has-text("queued") .c-value');
      await viewer.expectText('#drawer', /warning ≥ 100 · critical ≥ 500/);
      await viewer.screenshot('limits');
    },
  );
}
