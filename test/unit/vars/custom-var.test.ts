import { ExpvarRegistry, Var } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

class TextVar extends Var {
  constructor(private readonly text: unknown) {
    super();
  }

  toString(): string {
    return this.text as string;
  }
}

test.each([
  ['1e308', '1e308'],
  ['-1.5E+3', '-1.5E+3'],
  ['"1e999"', '"1e999"'],
  [' { "a" : [ 1 ] } ', ' { "a" : [ 1 ] } '],
  [
    `${'['.repeat(100)}${']'.repeat(100)}`,
    `${'['.repeat(100)}${']'.repeat(100)}`,
  ],
])('the text %s is written as it is', async (text, written) => {
  const registry = new ExpvarRegistry();
  registry.publish('custom', new TextVar(text));
  expect(await documentOf(registry)).toBe(`{\n"custom": ${written}\n}\n`);
});

test.each<[string, unknown, string]>([
  ['no text', 5, 'TypeError: toString() gave a number, not a string'],
  ['no JSON', '{', 'Error: toString() gave text that is not JSON'],
  ['nothing', '', 'Error: toString() gave text that is not JSON'],
  [
    'a number that Go cannot read',
    '{"a": [1e999]}',
    'Error: toString() gave text that is not JSON',
  ],
  [
    'digits that Go cannot read',
    `-1${'0'.repeat(309)}`,
    'Error: toString() gave text that is not JSON',
  ],
  [
    'more than 100 levels',
    `${'['.repeat(101)}${']'.repeat(101)}`,
    'Error: toString() gave JSON that nests deeper than 100 levels',
  ],
])('%s has failed', async (_what, text, reason) => {
  const warnings = captureWarnings();
  const registry = new ExpvarRegistry();
  registry.publish('custom', new TextVar(text));
  registry.newInt('good').set(1);
  expect(await documentOf(registry)).toBe('{\n"custom": null,\n"good": 1\n}\n');
  expect(warnings).toEqual([`variable "custom" failed: ${reason}`]);
});
