import { AXE } from '../axe.mjs';
import { expectSame } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

export const name = 'axe-core finds no violation on any tab';

export const TABS = ['overview', 'http', 'methods', 'variables', 'events'];

/** @type {Record<string, import('../viewer.mjs').ViewerOptions>} */
const VARIANTS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  // The page has half the width and height in its own pixels.
  '200 % zoom': { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
  '390 px': { viewport: { width: 390, height: 844 }, hasTouch: true },
  Chinese: { locale: 'zh-CN' },
};

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ browser, incident }) {
  const { application } = await incident.start();
  await Promise.all(
    Object.entries(VARIANTS).map(async ([variant, options]) => {
      const viewer = await Viewer.open(browser, application.page, options);
      try {
        await viewer.waitUntilLive();
        /** @param {string} where */
        const expectNoViolation = async (where) =>
          expectSame(
            `violations, ${variant}, ${where}`,
            await viewer.page.evaluate(AXE),
            [],
          );
        for (const tab of TABS) {
          await viewer.openTab(tab);
          await expectNoViolation(tab);
        }
        for (const details of DETAILS) {
          await viewer.page.evaluate((hash) => {
            location.hash = hash;
          }, details);
          await viewer.page.waitForSelector('#drawer');
          await expectNoViolation(details);
        }
        await viewer.expectNoErrors();
      } finally {
        await viewer.close();
      }
    }),
  );
}

/** Links to the details of a variable, a route and a method. */
const DETAILS = [
  'tab=variables&open=orders/placed',
  'tab=http&open=http/routes/GET%20%2Forders',
  'tab=methods&open=orders/place',
];
