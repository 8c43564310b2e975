import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/dashboard/parse-document.js';
import { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';
import { Var } from '../../../src/vars/var.js';

class Text extends Var {
  constructor(private readonly text: string) {
    super();
  }

  override toString(): string {
    return this.text;
  }
}

/** The parts of a document, and how many turns others had meanwhile. */
async function partsOf(document: string) {
  let turns = 0;
  const parts = await parseDocument(document, {
    isOver: true,
    async yield() {
      turns++;
    },
  });
  return {
    parts,
    turns,
    entries: parts.flatMap((part) => Object.entries(part)),
  };
}

async function documentOf(texts: readonly (readonly [string, string])[]) {
  const registry = new ExpvarRegistry();
  for (const [name, text] of texts) {
    registry.publish(name, new Text(text));
  }
  return (await registry.render()).toString();
}

test('a small document is one part', async () => {
  const document = await documentOf([
    ['__proto__', '{"a":1}'],
    ['b', '[2]'],
  ]);
  const { parts } = await partsOf(document);
  expect(parts).toEqual([JSON.parse(document)]);
  expect(Object.keys(parts[0]!)).toEqual(['__proto__', 'b']);
});

test('a document without variables has no part', async () => {
  expect((await partsOf(await documentOf([]))).parts).toEqual([]);
});

test('a long one is parsed bit by bit, and others have their turns', async () => {
  const texts = Array.from(
    { length: 20_000 },
    (_, i) => [`n${String(i).padStart(5, '0')}`, String(i)] as const,
  );
  const document = await documentOf(texts);
  const { parts, turns, entries } = await partsOf(document);
  expect(entries).toEqual(texts.map(([name, text]) => [name, Number(text)]));
  expect(parts.length).toBeGreaterThan(5);
  expect(turns).toBe(parts.length);
});

test('a variable whose own text has lines is no boundary', async () => {
  const members = Array.from({ length: 9000 }, (_, i) => `"m${i}": ${i}`);
  const document = await documentOf([
    ['a', '1'],
    ['lines', `{${members.join(',\n')}}`],
    ['z', '2'],
  ]);
  const { entries } = await partsOf(document);
  expect(Object.fromEntries(entries)).toEqual(JSON.parse(document));
});
