import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { slug } from '../../../docs/.vitepress/slug.mjs';
import { pages, readPage, ROOT } from '../../docs/blocks.mjs';

const files = [...(await pages()), 'CONTRIBUTING.md', 'CHANGELOG.md'];

function withoutCode(text: string): string {
  return text
    .replaceAll(/^```[^]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, 'code');
}

/** Anchors as a repository host makes them, numbered where a heading repeats. */
function anchorsOf(text: string): string[] {
  const counts = new Map<string, number>();
  return [
    ...text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) => {
    const anchor = slug(heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

test.each(files)('all links of %s lead somewhere', async (page) => {
  const links = [
    ...withoutCode(await readPage(page)).matchAll(
      /\]\((?!https?:)([^)\s]+)\)/g,
    ),
  ].map(([, link]) => link!);

  const dead: string[] = [];
  for (const link of links) {
    const [target, anchor] = link.split('#') as [string, string?];
    const file = target === '' ? page : path.join(path.dirname(page), target);
    if (!existsSync(path.join(ROOT, file))) {
      dead.push(link);
    } else if (anchor !== undefined) {
      const text = await readFile(path.join(ROOT, file), 'utf8');
      if (!anchorsOf(text).includes(anchor)) {
        dead.push(link);
      }
    }
  }

  expect(dead).toEqual([]);
});

test('links between pages do not lead into the generated API reference', async () => {
  for (const page of files) {
    expect(await readPage(page)).not.toMatch(/\]\([^)]*\bapi\//);
  }
});
