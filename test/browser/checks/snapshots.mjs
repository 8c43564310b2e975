import { readFile, writeFile } from 'node:fs/promises';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'a snapshot in a file, opened, and two compared';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer, application) => {
    const { page } = viewer;
    const save = async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click('#save'),
      ]);
      return download.path();
    };
    const first = await save();
    const file = JSON.parse(await readFile(first, 'utf8'));
    expectSame('its form', file.format, 'nestjs-expvar snapshot');
    expectSame('its process', file.state.process.pid, application.pid);
    const ticks = file.state.variables.find(([, path]) => path[0] === 'ticks');
    await viewer.shows('#tiles', /MiB/);
    await page.waitForTimeout(0);
    // A later state, made from the first, so that the difference is known.
    ticks[2] += 1000;
    file.savedAt += 60_000;
    file.state.at += 60_000;
    const second = `${first}.later.json`;
    await writeFile(second, JSON.stringify(file));

    await page.setInputFiles('#file', second);
    await viewer.shows('#link-text', /snapshot/);
    await page.fill('#filter', 'ticks');
    await viewer.shows(
      '#grid-body [role=row] .c-value',
      new RegExp(ticks[2].toLocaleString('en').replaceAll(',', '.')),
    );
    await viewer.screenshot('snapshot');
    await page.fill('#filter', '');

    await page.setInputFiles('#file', [first, second]);
    await page.waitForSelector('#compare[open]');
    const rows = await page.$$eval('#compare-body tr', (all) =>
      all.map((row) => row.textContent),
    );
    expectSame('what differs', rows.length, 1);
    await viewer.shows('#compare-body', /ticks.*1.000/);
    await viewer.screenshot('compared');
  });
}
