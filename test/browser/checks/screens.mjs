import { expectAtMost, expectSame } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';
import { TABS } from './accessibility.mjs';

export const name =
  'every tab fits windows of every width, languages and colour schemes';

const WIDTHS = [360, 390, 480, 600, 719, 720, 800, 920, 1024, 1279, 1280, 1600];

/** @type {Record<string, import('../viewer.mjs').ViewerOptions>} */
const SCREENS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  Chinese: { locale: 'zh-CN' },
  'reduced motion': { reducedMotion: 'reduce' },
  'forced colours': { forcedColors: 'active' },
};

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ browser, incident }) {
  const { application } = await incident.start();
  for (const [screen, options] of Object.entries(SCREENS)) {
    const viewer = await Viewer.open(browser, application.page, options);
    const { page } = viewer;
    try {
      await viewer.waitUntilLive();
      for (const tab of TABS) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await viewer.openTab(tab);
        await viewer.screenshot(`${screen}-${tab}`.replaceAll(' ', '-'));
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 844 });
          const overflow = await page.evaluate(
            () =>
              document.documentElement.scrollWidth -
              document.documentElement.clientWidth,
          );
          expectAtMost(
            `overflow of ${tab} at ${width} px, ${screen}`,
            overflow,
            0,
          );
          if (width === 390) {
            await viewer.screenshot(
              `${screen}-${tab}-390`.replaceAll(' ', '-'),
            );
            await expectPhone(page, tab);
          }
        }
      }
      if (options.reducedMotion !== undefined) {
        const running = await page.evaluate(
          () => document.getAnimations().length,
        );
        expectSame('running animations', running, 0);
      }
      if (options.locale !== undefined) {
        await viewer.expectText('[role=tab][data-tab=variables]', /变量/);
        await viewer.expectText('#findings', /失败率/);
      }
      await viewer.expectNoErrors();
    } finally {
      await viewer.close();
    }
  }
}

/**
 * On a phone the state of the connection, Pause and the tabs stay in view.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} tab
 */
async function expectPhone(page, tab) {
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  for (const selector of ['#connection', '#pause', '[role=tablist]']) {
    const box = await page.locator(selector).boundingBox();
    expectSame(
      `${selector} is in view on a phone, ${tab}`,
      box !== null && box.y >= 0 && box.y + box.height <= 844,
      true,
    );
  }
  await page.evaluate(() => scrollTo(0, 0));
}
