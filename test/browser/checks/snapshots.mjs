import { readFile, writeFile } from 'node:fs/promises';
import { expectMatch, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'snapshots can be saved, opened with their view and compared';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform },
    async (viewer, application) => {
      const { page } = viewer;
      await page.fill('#filter', '/^still$/');
      await viewer.waitForRow('still');
      const first = await save(page);
      const text = await readFile(first, 'utf8');
      const file = JSON.parse(text);
      expectSame('format of the file', file.format, 'nestjs-expvar snapshot');
      expectMatch(
        'pid in the file',
        text,
        new RegExp(`\\b${application.pid}\\b`),
      );
      expectMatch('the view in the file', file.view, /filter=/);

      // A document that curl has saved can be opened, and compared with another.
      const documents = [];
      for (const still of [5, 1005]) {
        const path = `${first}.${still}.json`;
        await writeFile(path, JSON.stringify({ still, gone: { deep: 1 } }));
        documents.push(path);
      }
      await page.setInputFiles('#file', documents);
      await page.waitForSelector('#compare[open]');
      await viewer.expectText('#compare', /still.*5.*1,005/);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 800 });
        const cut = await page.$$eval(
          '#compare td',
          (cells) =>
            cells.filter(
              (cell) => cell.getBoundingClientRect().right > innerWidth,
            ).length,
        );
        expectSame(`cells outside the window at ${width} px`, cut, 0);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      await viewer.screenshot('compared');
      await page.keyboard.press('Escape');
      await page.waitForSelector('#compare[open]', { state: 'detached' });

      await page.fill('#filter', '');
      await page.setInputFiles('#file', first);
      await page.waitForSelector('#connection[data-status="snapshot"]');
      await page.waitForSelector('#main[data-stale="true"]');
      await viewer.expectText('.facts', new RegExp(`pid ${application.pid}`));
      await viewer.expectCell('still', 'value', /^5$/);
      expectSame('the filter', await page.inputValue('#filter'), '/^still$/');
      await viewer.screenshot('snapshot');
      await page.click('#pause');
      await viewer.waitUntilLive();
    },
    { hash: '#tab=variables' },
  );
}

/** @param {import('playwright-core').Page} page */
async function save(page) {
  await page.click('.menu button.share');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('.menu-window button:has-text("Save a snapshot")'),
  ]);
  return download.path();
}
