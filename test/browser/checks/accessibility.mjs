import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'axe-core finds nothing';

const AXE = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const KINDS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  Chinese: { locale: 'zh-CN' },
};

export async function check({ platform, browser }) {
  for (const [kind, options] of Object.entries(KINDS)) {
    await withViewer(
      browser,
      { platform },
      async (viewer) => {
        const { page } = viewer;
        await viewer.shows('#grid-body', /arrivals/);
        const findings = async () => {
          const { violations } = await page.evaluate(
            // In the page's world its policy forbids what axe does.
            `(() => { const module = undefined; ${AXE}; return axe.run(document); })()`,
          );
          return violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`,
          );
        };
        expectSame(`${kind}, the page`, await findings(), []);
        await page.fill('#filter', 'ticks');
        await page.click('#grid-body [role=row] .c-kind');
        await viewer.shows('#drawer-json', /^\d+$/);
        expectSame(`${kind}, the details`, await findings(), []);
      },
      options,
    );
  }
}
