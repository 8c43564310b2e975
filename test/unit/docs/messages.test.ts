import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { readPage, ROOT } from '../../docs/blocks.mjs';

const page = await readPage('docs/guide/troubleshooting.md');

/** The texts of all string literals and templates of the package. */
const texts = ['src', 'schematics'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.generated.'))
    .flatMap((file) => {
      const text = readFileSync(path.join(ROOT, folder, file), 'utf8');
      return textsOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
    }),
);

function textsOf(node: ts.Node): string[] {
  const below: string[] = [];
  ts.forEachChild(node, (child) => {
    below.push(...textsOf(child));
  });
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  return ts.isTemplateExpression(node)
    ? [
        [node.head, ...node.templateSpans.map(({ literal }) => literal)]
          .map(({ text }) => text)
          .join('…'),
        ...below,
      ]
    : below;
}

/** The messages that the page quotes, in which an ellipsis stands for any text. */
const quoted = [
  ...page.matchAll(/\*\*`([^`]+)`\*\*/g),
  ...page.matchAll(/^\| `([^`]+)` /gm),
].map(([, message]) => message!.replaceAll(/\s+/g, ' '));

test.each(quoted)('the package has the message %j', (message) => {
  const parts = message.split('…').map((part) => part.trim());
  const all = texts.join('\n');
  expect(parts.filter((part) => !all.includes(part))).toEqual([]);
});

test('the page quotes every error that stops the start', () => {
  const errors = texts.filter(
    (text) =>
      /^(?:expvar: |@(?!nestjs\/))/.test(text) &&
      // The values in other templates have the whole message.
      text.split('…').some((part) => part.trim().length > 12),
  );
  const missing = errors.filter(
    (text) =>
      !quoted.some((message) =>
        message
          .split('…')
          .map((part) => part.trim())
          .filter((part) => part.length > 8)
          .some((part) => text.includes(part)),
      ),
  );
  expect(missing).toEqual([]);
});

test('the log line of a denied request is that of the package', async () => {
  const access = await readPage('docs/guide/access.md');
  const [, reason] = /denied a request from [\d.]+: (.*)$/m.exec(access)!;
  expect(texts).toContain(reason);
});
