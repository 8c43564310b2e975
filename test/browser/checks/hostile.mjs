import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectSame } from '../expectations.mjs';
import { withViewer } from '../with-application.mjs';

export const name = 'hostile names, values, links and files do no harm';

export function check({ platform, browser }) {
  return withViewer(
    browser,
    { platform, variables: 'hostile' },
    async (viewer) => {
      await checkNamesAndValues(viewer);
      await checkLinks(viewer);
      await checkFiles(viewer);
      const state = await viewer.page.evaluate(() => ({
        attacked: globalThis.attacked,
        images: document.images.length,
        scripts: document.scripts.length,
        polluted: {}.ticks,
      }));
      expectSame('traces of an attack', state, {
        attacked: undefined,
        images: 0,
        scripts: 1,
        polluted: undefined,
      });
    },
  );
}

async function checkNamesAndValues(viewer) {
  const { page } = viewer;
  await page.fill('#filter', 'attacked');
  await viewer.expectText('#grid-body', /<img src=x onerror=/);
  await viewer.expectText('#grid-body', /<script>window\.attacked=1<\/script>/);
  await viewer.screenshot('hostile');
  await page.fill('#filter', '__proto__');
  await viewer.expectText('#grid-body', /__proto__.*7/);
  await page.fill('#filter', '');
  const rows = await page.$$('#grid-body [role=row]');
  for (let i = 0; i < rows.length; i++) {
    const [row] = await page.$$(
      `#grid-body [role=row][aria-rowindex="${i + 2}"] .c-kind`,
    );
    if (row !== undefined && (await row.isVisible())) {
      await row.click();
      await page.keyboard.press('Escape');
    }
  }
}

async function checkLinks(viewer) {
  const { page } = viewer;
  const open = (hash) => page.goto(`${page.url().split('#')[0]}#${hash}`);
  for (const name of ['<img src=x onerror="window.attacked=1">', '']) {
    await open(`var=${encodeURIComponent(name)}`);
  }
  // The names of the application have a text on which backtracking hangs.
  for (const pattern of ['/(a+)+$/', '/^(.+)+x$/', '/(a|aa)+$/']) {
    await open(`filter=${encodeURIComponent(pattern)}`);
    await page.waitForFunction(
      (filter) => document.querySelector('#filter').value === filter,
      pattern,
    );
    await viewer.expectText('#count', /of/);
  }
  await open(`filter=${encodeURIComponent('/(.*)*\\1z/')}`);
  await viewer.expectText('#filter-problem', /backreference/);
  await open('filter=');
}

async function checkFiles(viewer) {
  const { page } = viewer;
  const folder = await mkdtemp(path.join(tmpdir(), 'expvar-files-'));
  const openFile = async (content) => {
    const file = path.join(folder, 'hostile.json');
    await writeFile(file, content);
    await page.setInputFiles('#file', file);
  };
  const snapshot = (version, state) =>
    JSON.stringify({ format: 'nestjs-expvar snapshot', version, state });
  try {
    for (const [content, message] of [
      [snapshot(1, { process: {} }), /neither a snapshot nor a document/],
      [snapshot(99, {}), /newer version/],
      ['['.repeat(50_000), /too deeply nested/],
    ]) {
      await openFile(content);
      await viewer.expectText('#banners', message);
    }
    const names = Array.from({ length: 30_000 }, (_, i) => [`n${i}`, i]);
    await openFile(JSON.stringify(Object.fromEntries(names)));
    await viewer.expectText('#banners', /10,000 more variables/);
    await viewer.expectText('#count', /^20,000$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
