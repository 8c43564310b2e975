import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'axe-core finds no violation';

const AXE = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const VARIANTS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  Chinese: { locale: 'zh-CN' },
};

export async function check({ platform, browser }) {
  for (const [variant, options] of Object.entries(VARIANTS)) {
    await withViewer(
      browser,
      { platform },
      async (viewer) => {
        const { page } = viewer;
        await viewer.expectText('#grid-body', /arrivals/);
        const findViolations = async () => {
          const { violations } = await page.evaluate(
            // axe-core must not look for a module loader.
            `(() => { const module = undefined; ${AXE}; return axe.run(document); })()`,
          );
          return violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`,
          );
        };
        expectSame(
          `violations in the page, ${variant}`,
          await findViolations(),
          [],
        );
        await page.fill('#filter', 'ticks');
        await page.click('#grid-body [role=row] .c-kind');
        await viewer.expectText('#drawer-json', /^\d+$/);
        expectSame(
          `violations in the details, ${variant}`,
          await findViolations(),
          [],
        );
      },
      options,
    );
  }
}
