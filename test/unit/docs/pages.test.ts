import { expect, test } from 'vitest';
import { CHINESE, ENGLISH } from '../../../docs/.vitepress/pages.mjs';
import { pages, readPage } from '../../docs/blocks.mjs';

const listed = [...ENGLISH, ...CHINESE].flatMap((section) =>
  section.pages.map(([page]) => `docs/${page}.md`),
);
const all = await pages();
const site = all.filter(
  (page) => page.startsWith('docs/') && page !== 'docs/index.md',
);

test('the sidebar lists every page of the site once', () => {
  expect(listed.toSorted()).toEqual(site.toSorted());
});

test('the start page links to every page in English', async () => {
  const index = await readPage('docs/index.md');
  const missing = site.filter(
    (page) =>
      !page.startsWith('docs/zh/') &&
      !index.includes(`(${page.replace('docs/', '')})`),
  );
  expect(missing).toEqual([]);
});

test('the README is at most 14 KB', async () => {
  for (const page of ['README.md', 'README.zh-CN.md']) {
    const { byteLength } = Buffer.from(await readPage(page));
    expect(byteLength, page).toBeLessThanOrEqual(14 * 1024);
  }
});
