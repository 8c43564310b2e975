import { withViewer } from '../with-application.mjs';

export const name = 'a value that has reached a limit is marked';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'limits' },
    async (viewer) => {
      const { page } = viewer;
      await viewer.expectText('.segments', /Over limit\s*3/);
      await page.waitForFunction(() => document.title.startsWith('(3) '));
      await viewer.expectSentence(/queued and 2 more over their limit/);
      await page.click('[data-segment=overLimit]');
      await page.waitForFunction(
        () => document.querySelectorAll('#grid-body [data-level]').length === 3,
      );
      for (const [row, level] of [
        ['queued', 'critical'],
        ['busy', 'warning'],
        ['latency', 'warning'],
      ]) {
        await page.waitForSelector(
          `[role=row][data-level=${level}]:has-text("${row}")`,
        );
      }
      await page.click('[role=row]:has-text("queued") .c-value');
      await viewer.expectText('#drawer', /warning ≥ 100 · critical ≥ 500/);
      await viewer.screenshot('limits');
    },
    { hash: '#tab=variables' },
  );
}
