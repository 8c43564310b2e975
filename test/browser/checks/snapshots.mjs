import { readFile, writeFile } from 'node:fs/promises';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'snapshots can be saved, opened and compared';

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
    await viewer.expectText('#tiles', /MiB/);
    // The page knows the rate once it has two samples.
    await page.fill('#filter', 'ticks');
    await viewer.expectText('#grid-body [role=row] .c-rate', /\d\/s$/);
    const first = await save();
    const file = JSON.parse(await readFile(first, 'utf8'));
    expectSame('format of the file', file.format, 'nestjs-expvar snapshot');
    expectSame('pid in the file', file.state.process.pid, application.pid);
    const ticks = file.state.variables.find(([, path]) => path[0] === 'ticks');
    const samples = file.series[ticks[0]].filter((sample) => sample !== null);
    expectSame('the file has series', samples.length > 0, true);
    // The later snapshot is made from the first, so the difference is known.
    ticks[2] += 1000;
    const at = file.state.runtime.at.map((time) => time + 60_000);
    file.state.runtime.at = at;
    file.series[ticks[0]] = at.map(
      (time) => ticks[2] - (7 * (at.at(-1) - time)) / 1000,
    );
    file.savedAt += 60_000;
    file.state.at += 60_000;
    const second = `${first}.later.json`;
    await writeFile(second, JSON.stringify(file));

    await page.setInputFiles('#file', second);
    await viewer.expectText('#connection-text', /snapshot/);
    await page.fill('#filter', 'ticks');
    await viewer.expectText(
      '#grid-body [role=row] .c-value',
      new RegExp(ticks[2].toLocaleString('en').replaceAll(',', '.')),
    );
    await viewer.expectText('#grid-body [role=row] .c-rate', /^7\/s$/);
    await viewer.screenshot('snapshot');
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    expectSame(
      'label of the pause button',
      await viewer.textOf('#pause'),
      'Pause',
    );
    await page.fill('#filter', '');

    await page.setInputFiles('#file', [first, second]);
    await page.waitForSelector('#compare[open]');
    const rows = await page.$$eval('#compare-body tr', (all) =>
      all.map((row) => row.textContent),
    );
    expectSame('number of differences', rows.length, 1);
    await viewer.expectText('#compare-body', /ticks.*1.000/);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const cut = await page.$$eval(
        '#compare-body td',
        (cells) =>
          cells.filter(
            (cell) => cell.getBoundingClientRect().right > innerWidth,
          ).length,
      );
      expectSame(`cells outside the window at ${width} px`, cut, 0);
    }
    await viewer.screenshot('compared');
  });
}
