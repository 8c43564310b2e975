import { expectMatch, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'the table shows variables with rates and details';

export function check({ platform, browser }) {
  return withViewer(browser, { platform }, async (viewer) => {
    const { page } = viewer;
    const names = async () =>
      page.$$eval('#grid-body [role=rowheader] .name', (cells) =>
        cells.map((cell) => cell.textContent),
      );
    const seen = await names();
    for (const wanted of ['arrivals', 'broken', 'cache', 'orders', 'buy']) {
      if (!seen.includes(wanted)) {
        throw new Error(`The table has no ${wanted}, but ${seen}.`);
      }
    }
    await page.fill('#filter', 'ticks');
    await page.waitForFunction(() =>
      /^[1-9][\d.]*\/s$/.test(
        document.querySelector('#grid-body .c-rate')?.textContent ?? '',
      ),
    );
    await page.click('#grid-body [role=row] .c-name');
    await viewer.expectText('#drawer-title', /^ticks$/);
    await viewer.expectText('#drawer-description', /^Ticks received$/);
    await viewer.expectText('#drawer-json', /^\d+$/);
    await viewer.expectText('#drawer-curl', /curl .*debug\/vars\?name=ticks/);
    await viewer.expectText('#drawer-facts', /counter/);
    await viewer.expectText('#drawer-facts', /registry\.newInt\(\)/);
    await viewer.screenshot('drawer');
    // A link to the details opens them.
    const link = page.url();
    expectMatch('the link', link, /var=/);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.waitForFunction(
      () => document.querySelector('#drawer-title')?.textContent === 'ticks',
    );
    // The details of a time have no chart.
    await other.goto(link.replace(/var=ticks/, 'var=node/startTime'));
    await other.waitForFunction(
      () =>
        document.querySelector('#drawer-title')?.textContent ===
        'node › startTime',
    );
    expectSame(
      'charts of a time',
      await other.$$eval('#drawer-chart canvas', (charts) => charts.length),
      0,
    );
    await other.close();
    await page.keyboard.press('Escape');
    await page.waitForSelector('#drawer', { state: 'hidden' });
    await page.waitForFunction(() => !location.hash.includes('var='));
    // Back closes the details too, and does not change the filter.
    await page.click('#grid-body [role=row] .c-name');
    await page.waitForSelector('#drawer:not([hidden])');
    await page.goBack();
    await page.waitForSelector('#drawer', { state: 'hidden' });
    expectSame('the filter', await page.inputValue('#filter'), 'ticks');

    const namesAfterFilter = async (filter) => {
      await page.fill('#filter', filter);
      await page.waitForTimeout(0);
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(resolve)),
      );
      return names();
    };
    expectSame('/^(sti|spr)/', await namesAfterFilter('/^(sti|spr)/'), [
      'spread',
      'still',
    ]);
    expectSame(
      'kind:counter tick',
      await namesAfterFilter('kind:counter tick'),
      ['ticks'],
    );
    expectSame('>1000000 cache', await namesAfterFilter('>1000000 cache'), [
      'cache',
    ]);
    await namesAfterFilter('/(/');
    await viewer.expectText(
      '#filter-problem',
      /Not a valid filter: .*Unterminated/,
    );
    await page.fill('#filter', '');

    // The details of an unknown variable show nothing of the last one.
    await page.evaluate(() => (location.hash = 'var=ticks'));
    await viewer.expectText('#drawer-curl', /name=ticks/);
    await page.evaluate(() => (location.hash = 'var=nosuch'));
    await viewer.expectText('#drawer-problem', /nosuch/);
    for (const part of ['#drawer-json-section', '#drawer-statistics']) {
      expectSame(part, await page.isVisible(part), false);
    }

    // Closing the details does not scroll the page.
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.evaluate(() => (location.hash = 'var=ticks'));
    await viewer.expectText('#drawer-curl', /name=ticks/);
    await page.evaluate(() => scrollTo(0, 500));
    const scrolled = await page.evaluate(() => scrollY);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#drawer', { state: 'hidden' });
    expectSame('scroll position', await page.evaluate(() => scrollY), scrolled);
    await page.setViewportSize({ width: 1280, height: 800 });

    // Rows that are sorted by value still move after details were open.
    await page.click('#grid-head [data-sort=value]');
    await page.fill('#filter', '/^(queue|still)$/');
    await page.click('#grid-body [role=row] .c-name');
    await page.waitForSelector('#drawer:not([hidden])');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#drawer', { state: 'hidden' });
    const before = (await viewer.rowTexts())[0].slice(1, 6);
    await page.waitForFunction(
      (first) =>
        !document
          .querySelector('#grid-body [aria-rowindex="2"]')
          ?.textContent.includes(first),
      before,
    );
    await page.click('#grid-head [data-sort=name]');
    await page.fill('#filter', '');

    // Pins survive a reload, and pinned rows come first.
    await page.click('#grid-body [role=row]:has(.name:text-is("still")) .pin');
    await page.reload();
    await viewer.waitUntilLive();
    await page.waitForFunction(
      () =>
        document.querySelector('#grid-body [aria-rowindex="2"] .name')
          ?.textContent === 'still',
    );
  });
}
