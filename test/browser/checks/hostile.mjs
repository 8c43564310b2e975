import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'hostile names and values';

export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'hostile' },
    async (viewer) => {
      const { page } = viewer;
      await page.fill('#filter', 'attacked');
      await viewer.shows('#grid-body', /<img src=x onerror=/);
      await viewer.shows('#grid-body', /<script>window\.attacked=1<\/script>/);
      await viewer.screenshot('hostile');
      await page.fill('#filter', '__proto__');
      await viewer.shows('#grid-body', /__proto__.*7/);
      await page.fill('#filter', '');
      const rows = await page.$$('#grid-body [role=row]');
      for (let i = 0; i < rows.length; i++) {
        const [row] = await page.$$(
          `#grid-body [role=row][aria-rowindex="${i + 2}"] .c-kind`,
        );
        if (row !== undefined && (await row.isVisible())) {
          await row.click();
          await page.keyboard.press('Escape');
        }
      }
      for (const name of ['<img src=x onerror="window.attacked=1">', '']) {
        await page.goto(
          `${page.url().split('#')[0]}#var=${encodeURIComponent(name)}`,
        );
      }
      const state = await page.evaluate(() => ({
        attacked: globalThis.attacked,
        images: document.images.length,
        scripts: document.scripts.length,
        polluted: {}.ticks,
      }));
      expectSame('what was attacked', state, {
        attacked: undefined,
        images: 0,
        scripts: 1,
        polluted: undefined,
      });
    },
  );
}
