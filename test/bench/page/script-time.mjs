import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../../browser/browser.mjs';
import { report } from '../measure.mjs';
import { buildFirstEdition } from './first-edition.mjs';

const APPLICATION = fileURLToPath(new URL('application.mjs', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** How long a page that opens goes on loading and compiling. */
const SETTLE_MS = 12_000;
const MEASURED_MS = 15_000;

const firstEdition = await buildFirstEdition();
const { browser, close } = await startBrowser();
report({
  ...(await compare('150 variables', 150, 150)),
  ...(await compare('10,000 variables, 1,000 changes', 10_000, 1000)),
});
await close();
process.exit();

/**
 * Measures both editions at the same time, so that whatever disturbs the machine
 * disturbs all pages.
 *
 * @param {string} name
 * @param {number} variables
 * @param {number} changes
 */
async function compare(name, variables, changes) {
  const applications = await Promise.all(
    [PACKAGE, firstEdition].map((folder) =>
      startApplication(folder, variables, changes),
    ),
  );
  const [current = '', first = ''] = applications.map(({ url }) => url);
  const [overview = NaN, table = NaN, peer = NaN] = await Promise.all(
    [current, `${current}#tab=variables`, first].map(scriptTime),
  );
  for (const { child } of applications) {
    child.kill();
  }
  return {
    [`${name}: script time of the page / of the first edition`]: {
      ours: overview,
      peer,
    },
    [`${name}: the tab Variables / the first edition`]: { ours: table, peer },
  };
}

/**
 * @param {string} folder
 * @param {number} variables
 * @param {number} changes
 */
async function startApplication(folder, variables, changes) {
  const child = fork(APPLICATION, [folder, `${variables}`, `${changes}`]);
  const [url] = await once(child, 'message');
  return { child, url: `${url}/debug/vars/ui` };
}

/**
 * Returns the milliseconds per second in which the script of a page runs.
 *
 * @param {string} url
 */
async function scriptTime(url) {
  // Pages of one context may share a process.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const seconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'ScriptDuration')?.value;
  };
  await page.goto(url);
  await setTimeout(SETTLE_MS);
  const start = (await seconds()) ?? NaN;
  const startedAt = performance.now();
  await setTimeout(MEASURED_MS);
  const used = ((await seconds()) ?? NaN) - start;
  const elapsed = (performance.now() - startedAt) / 1000;
  await context.close();
  return (used * 1000) / elapsed;
}
