import { expectAtMost, expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'the page fits screens, languages and colour schemes of all kinds';

const SCREENS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  chinese: { locale: 'zh-CN' },
  'phone, 390 pixels': {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  },
  'phone, dark, Chinese': {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    locale: 'zh-CN',
  },
  'reduced motion': { reducedMotion: 'reduce' },
  'forced colors': { forcedColors: 'active' },
};

export async function check({ platform, browser }) {
  for (const [screen, options] of Object.entries(SCREENS)) {
    await withViewer(
      browser,
      { platform },
      async (viewer) => {
        const { page } = viewer;
        await page.$eval('#grid', (grid) => grid.scrollIntoView());
        await viewer.expectText('#grid-body', /ticks|arrivals/);
        await page.evaluate(() => scrollTo(0, 0));
        const overflow = await page.evaluate(
          () =>
            document.documentElement.scrollWidth -
            document.documentElement.clientWidth,
        );
        expectAtMost(`overflow on the screen ${screen}`, overflow, 0);
        const running = await page.evaluate(
          () => document.getAnimations().length,
        );
        if (options.reducedMotion === 'reduce') {
          expectAtMost('running animations', running, 0);
        }
        if (options.forcedColors === 'active') {
          expectSame(
            'invisible dots and swatches',
            await invisibleMarks(page),
            [],
          );
        }
        expectSame(
          'notes without a tooltip',
          await notesWithoutTooltip(page),
          [],
        );
        if (options.locale === 'zh-CN') {
          await viewer.expectText('#variables-title', /变量/);
        }
        await viewer.screenshot(
          `${platform}-${screen.replaceAll(/\W+/g, '-')}`,
        );
      },
      options,
    );
  }
}

/** Finds coloured marks that have the colour of the page. */
function invisibleMarks(page) {
  return page.$$eval('.dot, .swatch', (marks) => {
    const { backgroundColor: pageColor } = getComputedStyle(document.body);
    return marks
      .filter((mark) => mark.checkVisibility())
      .filter((mark) => {
        const { backgroundColor, backgroundImage } = getComputedStyle(mark);
        return backgroundColor === pageColor && backgroundImage === 'none';
      })
      .map((mark) => mark.parentElement.textContent);
  });
}

/** A note may be cut off, so its tooltip must have the whole text. */
function notesWithoutTooltip(page) {
  return page.$$eval('.tile .sub', (notes) =>
    notes
      .filter((note) => note.title !== note.textContent)
      .map((note) => note.textContent),
  );
}
