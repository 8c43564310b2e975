import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'hostile names, values, filters, links and files do no harm';

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'hostile' },
    async (viewer) => {
      await checkNamesAndValues(viewer);
      await checkFilters(viewer);
      await checkLinks(viewer);
      await checkFiles(viewer);
      const state = await viewer.page.evaluate(`({
        attacked: globalThis.attacked,
        images: document.images.length,
        scripts: document.scripts.length,
        polluted: {}.ticks,
      })`);
      expectSame('traces of an attack', state, {
        attacked: undefined,
        images: 0,
        scripts: 1,
        polluted: undefined,
      });
    },
    { hash: '#tab=variables' },
  );
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkNamesAndValues(viewer) {
  const { page } = viewer;
  await page.fill('#filter', 'attacked');
  await viewer.expectText('#grid-body', /<img src=x onerror=/);
  await viewer.expectText('#grid-body', /<script>window\.attacked=1<\/script>/);
  await viewer.screenshot('hostile');
  await page.fill('#filter', '__proto__');
  await viewer.expectText('#grid-body', /__proto__.*7/);
  await page.fill('#filter', '');
  // Their details show them too.
  for (const row of await page.$$eval('#grid-body [data-key]', (rows) =>
    rows.map(({ dataset }) => dataset.key).slice(0, 20),
  )) {
    await page.evaluate((key) => {
      location.hash = `tab=variables&open=${key}`;
    }, row);
    await page.waitForSelector('#drawer');
  }
  await page.keyboard.press('Escape');
  await page.waitForSelector('#drawer', { state: 'hidden' });
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkFilters(viewer) {
  const { page } = viewer;
  // The names of the application have a text on which backtracking hangs.
  for (const pattern of ['/(a+)+$/', '/^(.+)+x$/', '/(a|aa)+$/', '/(.*)*z/']) {
    await page.fill('#filter', pattern);
    await viewer.waitForTick();
  }
  await page.fill('#filter', String.raw`/(.*)*\1z/`);
  await viewer.expectText('#filter-problem', /backreference/);
  await page.fill('#filter', 'p99 >100parsec');
  await viewer.expectText('#filter-problem', /does not know the unit/);
  await page.fill('#filter', '');
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkLinks(viewer) {
  const { page } = viewer;
  const script = encodeURIComponent('<img src=x onerror="window.attacked=1">');
  for (const hash of [
    `tab=variables&open=${script}`,
    'tab=variables&open=',
    'tab=http&open=http/routes/nothing',
    'tab=nothing&range=1e9&zoom=9-1&a=NaN&sort=__proto__&pin=__proto__,,',
    'zoom=1-8639999999999999',
    'tab=events&zoom=1e300-1e301',
    `tab=variables&filter=%E0%A4%A&show=${script}`,
  ]) {
    await page.evaluate((text) => {
      location.hash = text;
    }, hash);
    // The page still draws.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(resolve)),
    );
    await page.waitForSelector('#main');
  }
  await page.evaluate(() => {
    location.hash = 'tab=variables';
  });
  await viewer.waitUntilLive();
}

/**
 * Files that froze a page, or filled its memory, and what the page says.
 *
 * @type {Record<string, [content: string, message: RegExp]>}
 */
const FILES = {
  'no process': [snapshotFile({ process: {} }), /neither a snapshot nor/],
  'a huge tick': [snapshotFile({ n: 1e308 }), /neither a snapshot nor/],
  'a huge time': [snapshotFile({ wall: 1e300 }), /neither a snapshot nor/],
  'a parent of itself': [
    snapshotFile({ nodes: { parents: [0], keys: ['a'] } }),
    /neither a snapshot nor/,
  ],
  'a first edition without a process': [
    JSON.stringify({
      format: 'nestjs-expvar snapshot',
      version: 1,
      state: { process: {} },
    }),
    /older version/,
  ],
  'a newer version': [
    JSON.stringify({ format: 'nestjs-expvar snapshot', version: 99 }),
    /newer version/,
  ],
  'nested arrays': ['['.repeat(50_000), /neither a snapshot nor/],
  'nested objects': [
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    /too deeply nested/,
  ],
  text: ['This is no JSON.', /neither a snapshot nor/],
};

/** @param {unknown} snapshot */
function snapshotFile(snapshot) {
  return JSON.stringify({
    format: 'nestjs-expvar snapshot',
    version: 2,
    savedAt: 0,
    view: 'tab=__proto__',
    snapshot,
    series: {},
  });
}

/** @param {import('../viewer.mjs').Viewer} viewer */
async function checkFiles(viewer) {
  const { page } = viewer;
  const folder = await mkdtemp(path.join(tmpdir(), 'expvar-files-'));
  /**
   * @param {string} name
   * @param {string} content
   */
  const openFile = async (name, content) => {
    const file = path.join(folder, `${name}.json`);
    await writeFile(file, content);
    await page.setInputFiles('input[type=file]', file);
  };
  try {
    for (const [name, [content, message]] of Object.entries(FILES)) {
      await openFile(name, content);
      await viewer.expectText(
        '#notices',
        new RegExp(`${name}\\.json.*${message.source}`),
      );
    }
    // Most of a document that is too large is left out, and the page says so.
    const names = Array.from({ length: 300_000 }, (_, i) => [`n${i}`, i]);
    await openFile('many', JSON.stringify(Object.fromEntries(names)));
    await page.waitForSelector('#connection[data-status="snapshot"]');
    await viewer.expectText('[data-segment=all]', /40,000/);
    await page.click('#pause');
    await viewer.waitUntilLive();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
