import { expectAtMost, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'the page fits windows of every width';

/** Waits until an element can be clicked: nothing covers its middle. */
async function expectClickable(page, what, selector) {
  try {
    await page.waitForFunction((wanted) => {
      const element = document.querySelector(wanted);
      const { left, top, width, height } = element.getBoundingClientRect();
      return element.contains(
        document.elementFromPoint(left + width / 2, top + height / 2),
      );
    }, selector);
  } catch {
    throw new Error(`${what} is covered.`);
  }
}

export async function check({ platform, browser }) {
  // Without history the page shows a banner.
  const options = {
    platform,
    options: { history: false, name: 'orders-'.repeat(10) },
  };
  for (const locale of ['en', 'zh-CN']) {
    await withViewer(
      browser,
      options,
      async (viewer) => {
        await viewer.expectText('#grid-body', /ticks/);
        await expectNoOverflow(viewer);
        await checkPhone(viewer);
        for (const width of [1280, 1024, 920]) {
          await expectVisibleControls(viewer, width);
          await expectWholeFacts(viewer, width);
        }
      },
      { locale },
    );
  }
}

async function expectNoOverflow({ page }) {
  for (let width = 360; width <= 1600; width += 20) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(
      () =>
        document.documentElement.scrollWidth -
        document.documentElement.clientWidth,
    );
    expectAtMost(`overflow at ${width} pixels`, excess, 0);
  }
}

/** The filter stays visible in a scrolled page, and a banner beside the details. */
async function expectVisibleControls({ page }, width) {
  await page.setViewportSize({ width, height: 400 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expectClickable(page, `At ${width} pixels the filter`, '#filter');
  await page.click('#grid-body [role=row] .c-kind');
  await expectClickable(page, `At ${width} pixels the banner`, '.banner .icon');
  await page.click('#drawer-close');
}

/** The pid and Node's version are not cut off by a long name. */
async function expectWholeFacts({ page }, width) {
  const cut = await page.$eval(
    '#facts',
    (facts) => facts.scrollWidth - facts.clientWidth,
  );
  expectAtMost(`at ${width} pixels: hidden pixels of the facts`, cut, 0);
}

/**
 * On a phone the table is near the top and can be sorted, and open details keep
 * the focus out of what they cover.
 */
async function checkPhone({ page }) {
  await page.setViewportSize({ width: 390, height: 844 });
  const top = await page.$eval(
    '#bar',
    (bar) => bar.getBoundingClientRect().top + scrollY,
  );
  expectAtMost('pixels above the variables', top, 844);
  await page.click('.head [data-sort="value"]');
  await page.waitForSelector('.c-value[aria-sort="descending"]');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expectClickable(
    page,
    'On a phone the head of the table',
    '.head [data-sort="name"]',
  );
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
  expectSame('focus behind the details', reached.filter(Boolean), []);
  await page.click('#drawer-close');
}
