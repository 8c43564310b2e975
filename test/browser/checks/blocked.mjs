import { readFile, writeFile } from 'node:fs/promises';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'a tile warns of an event loop that was blocked once';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    const { page } = viewer;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#save'),
    ]);
    const saved = await download.path();
    const { state, ...file } = JSON.parse(await readFile(saved, 'utf8'));
    // The page ignores the delays of the first seconds of a process.
    state.tick = 1000;
    const { series } = state.runtime;
    series.loopDelay = series.loopDelay.map(() => 0.003);
    series.loopDelayMax = series.loopDelay.map(() => 6.02);
    await writeFile(saved, JSON.stringify({ ...file, state }));

    await page.setInputFiles('#file', saved);
    await viewer.expectText('#tiles', /3 msmax 6.02 s · high/);
    expectSame(
      'tiles that warn',
      await page.$$eval('.tile[data-level="1"] .label', (labels) =>
        labels.map((label) => label.textContent),
      ),
      ['Event loop delay p99'],
    );
    await page.waitForSelector('#chart-loop [aria-label*="max: 6.02 s"]');
  });
}
