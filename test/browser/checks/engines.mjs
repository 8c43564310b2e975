import { AXE } from '../axe.mjs';
import { ENGINES } from '../engines.mjs';
import { expectSame } from '../expectations.mjs';
import { PATIENCE_MS } from '../wait-until.mjs';
import { TABS } from './accessibility.mjs';

export const name = 'the page works in Firefox and WebKit';

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ incident }) {
  const { application } = await incident.start();
  const results = [];
  for (const [engine, start] of Object.entries(ENGINES)) {
    const browser = await start();
    if (browser === undefined) {
      results.push(`${engine} is not installed`);
      continue;
    }
    try {
      await checkEngine(engine, browser, application);
      results.push(`${engine} passed`);
    } finally {
      await browser.close();
    }
  }
  return results.join(', ');
}

/**
 * @param {string} engine
 * @param {import('../engines.mjs').Engine} browser
 * @param {import('../application.mjs').Application} application
 */
async function checkEngine(engine, browser, application) {
  await browser.open(application.page);
  await browser.evaluate(`(async () => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.violatedDirective));
    addEventListener('error', (event) => violations.push(event.message));
    globalThis.until = async (condition) => {
      const end = Date.now() + ${PATIENCE_MS};
      while (!condition()) {
        if (Date.now() > end) {
          throw new Error(condition + ' does not become true');
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await until(() => document.querySelector('#main[data-stale="false"]'));
    await until(() => /fails 100/.test(document.querySelector('#findings')?.textContent));
  })()`);
  for (const theme of ['Light', 'Dark']) {
    await browser.evaluate(`(async () => {
      const find = (selector, text) => [...document.querySelectorAll(selector)]
        .find((element) => element.textContent === text || element.title === text);
      find('.menu button', 'Settings').click();
      await until(() => find('.menu-window button', '${theme}'));
      find('.menu-window button', '${theme}').click();
      find('.menu button', 'Settings').click();
      await until(() => document.documentElement.dataset.theme === '${theme.toLowerCase()}');
    })()`);
    for (const tab of TABS) {
      const violations = await browser.evaluate(`(async () => {
        document.querySelector('[role=tab][data-tab=${tab}]').click();
        await until(() => document.querySelector('#main.tab-${tab}'));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return ${AXE};
      })()`);
      expectSame(`violations in ${engine}, ${theme}, ${tab}`, violations, []);
    }
  }
  expectSame(
    `errors in ${engine}`,
    await browser.evaluate('globalThis.violations'),
    [],
  );
}
