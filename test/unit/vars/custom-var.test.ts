import { inspect } from 'node:util';
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
])('the text %s is written unchanged', async (text, written) => {
  const registry = new ExpvarRegistry();
  registry.publish('custom', new TextVar(text));
  expect(await documentOf(registry)).toBe(`{\n"custom": ${written}\n}\n`);
});

test.each<[string, unknown, string]>([
  ['a number', 5, 'TypeError: toString() must return a string; it returned 5'],
  [
    'text that is not JSON',
    '{',
    'Error: toString() returned text that is not JSON',
  ],
  ['an empty string', '', 'Error: toString() returned text that is not JSON'],
  [
    'a number beyond float64',
    '{"a": [1e999]}',
    'RangeError: toString() returned a number beyond float64',
  ],
  [
    'an integer beyond float64',
    `-1${'0'.repeat(309)}`,
    'RangeError: toString() returned a number beyond float64',
  ],
  [
    'arrays that nest too deep',
    `${'['.repeat(101)}${']'.repeat(101)}`,
    'Error: toString() returned JSON that nests deeper than 100 levels',
  ],
])(
  'a variable whose toString returns %s fails',
  async (_what, text, reason) => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    registry.publish('custom', new TextVar(text));
    registry.newInt('good').set(1);
    expect(await documentOf(registry)).toBe(
      '{\n"custom": null,\n"good": 1\n}\n',
    );
    expect(warnings).toEqual([`variable "custom" failed: ${reason}`]);
  },
);

test('depth and numbers are checked in nested objects and arrays', async () => {
  const warnings = captureWarnings();
  const registry = new ExpvarRegistry();
  registry.publish(
    'deep',
    new TextVar(`{"a": ${'[{"b": '.repeat(50)}[1]${'}]'.repeat(50)}}`),
  );
  registry.publish('huge', new TextVar('{"a": [{"b": -1e400}]}'));
  expect(await documentOf(registry)).toBe(
    '{\n"deep": null,\n"huge": null\n}\n',
  );
  expect(warnings).toEqual([
    'variable "deep" failed: Error: toString() returned JSON that nests deeper than 100 levels',
    'variable "huge" failed: RangeError: toString() returned a number beyond float64',
  ]);
});

test('util.inspect shows the class and the value, or the reason of a failure', () => {
  expect(inspect(new TextVar('{"a":[1]}'))).toBe('TextVar({ a: [ 1 ] })');
  expect(inspect({ text: new TextVar(5) })).toMatch(
    /^\{ text: TextVar\(5\) \}$/,
  );
  class FailingVar extends Var {
    toString(): string {
      throw new Error('boom');
    }
  }
  expect(inspect(new FailingVar())).toBe('FailingVar(<Error: boom>)');
});
