import { expectAtMost, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'fits windows of every width';

/** Until an element is seen, and can be clicked: its middle is its own. */
async function inSight(page, what, selector) {
  try {
    await page.waitForFunction(
      (wanted) => {
        const element = document.querySelector(wanted);
        const { left, top, width, height } = element.getBoundingClientRect();
        return element.contains(
          document.elementFromPoint(left + width / 2, top + height / 2),
        );
      },
      selector,
      { timeout: 5000 },
    );
  } catch {
    throw new Error(`${what} is covered`);
  }
}

export async function check({ platform, browser }) {
  // It says that it has no history, which is a banner.
  const options = {
    platform,
    options: { history: false, name: 'orders-'.repeat(10) },
  };
  for (const locale of ['en', 'zh-CN']) {
    await withViewer(
      browser,
      options,
      async (viewer) => {
        await viewer.shows('#grid-body', /ticks/);
        await fitsAll(viewer);
        await worksOnPhones(viewer);
        for (const width of [1280, 1024, 920]) {
          await keepsInSight(viewer, width);
          await saysWhich(viewer, width);
        }
      },
      { locale },
    );
  }
}

async function fitsAll({ page }) {
  for (let width = 360; width <= 1600; width += 20) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(
      () =>
        document.documentElement.scrollWidth -
        document.documentElement.clientWidth,
    );
    expectAtMost(`at ${width} pixels: too wide by`, excess, 0);
  }
}

/** The filter when the page is scrolled, a banner beside the details. */
async function keepsInSight({ page }, width) {
  await page.setViewportSize({ width, height: 400 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await inSight(page, `at ${width} pixels: the filter`, '#filter');
  await page.click('#grid-body [role=row] .c-kind');
  await inSight(page, `at ${width} pixels: the banner`, '.banner .icon');
  await page.click('#drawer-close');
}

/** Process and Node, however long its name is. */
async function saysWhich({ page }, width) {
  const cut = await page.$eval(
    '#facts',
    (facts) => facts.scrollWidth - facts.clientWidth,
  );
  expectAtMost(`at ${width} pixels: cut off what the process is`, cut, 0);
}

/** Its table is near the top, can be sorted, and cannot be reached when covered. */
async function worksOnPhones({ page }) {
  await page.setViewportSize({ width: 390, height: 844 });
  const top = await page.$eval(
    '#bar',
    (bar) => bar.getBoundingClientRect().top + scrollY,
  );
  expectAtMost('pixels above the variables', top, 844);
  await page.click('.head [data-sort="value"]');
  await page.waitForSelector('.c-value[aria-sort="descending"]');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await inSight(page, 'on a phone the head', '.head [data-sort="name"]');
  await page.click('.head [data-sort="name"]');
  await page.click('#grid-body [role=row] .c-trend');
  await page.waitForSelector('#drawer');
  const reached = [];
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(
        () => document.activeElement.closest('main, #head')?.id,
      ),
    );
  }
  expectSame('reached behind the details', reached.filter(Boolean), []);
  await page.click('#drawer-close');
}
