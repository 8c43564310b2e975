import { inspect } from 'node:util';
import { ExpvarRegistry, StringVar } from 'nestjs-expvar';
import { goQuote } from '../../../src/encoding/go-string.js';
import { expect, onTestFinished, test, vi } from 'vitest';

test('a new StringVar is empty or has its initial value', () => {
  expect(new StringVar().value).toBe('');
  expect(new StringVar().toString()).toBe('""');
  expect(new StringVar(undefined).value).toBe('');
  expect(new StringVar('x').toString()).toBe('"x"');
});

test('value is the string itself, and toString quotes it', () => {
  const string = new StringVar();
  string.set('<运行> "时间"\b\ud800');
  expect(string.value).toBe('<运行> "时间"\b\ud800');
  expect(string.toString()).toBe(
    '"\\u003c运行\\u003e \\"时间\\"\\u0008\ufffd"',
  );
  expect(JSON.parse(JSON.stringify({ string }))).toEqual({
    string: '<运行> "时间"\b\ud800',
  });
});

test.each([
  [1, '1'],
  [null, 'null'],
  [Object('a') as unknown, 'an object'],
])('%s is refused, because it is not a string', (value, description) => {
  const calls = {
    'StringVar.set': () => new StringVar().set(value as string),
    'new StringVar()': () => new StringVar(value as string),
  };
  for (const [name, call] of Object.entries(calls)) {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`${name} takes a string; it got ${description}`);
  }
});

test('set requires an argument', () => {
  expect(() => new StringVar().set(undefined as never)).toThrow(TypeError);
});

test('util.inspect shows the class and the value', () => {
  expect(inspect(new StringVar('x'))).toBe("StringVar('x')");
});

test('a document has the current string, of any length and kind', async () => {
  const registry = new ExpvarRegistry();
  const string = registry.newString('s');
  const long = 'x'.repeat(100);
  const values = [
    '',
    'a',
    long,
    long,
    'b',
    `${long}<`,
    '运',
    '运',
    'ab"c',
    long,
    '',
  ];
  for (const value of values) {
    string.set(value);
    const document = await registry.render();
    expect(document.toString()).toBe(`{\n"s": ${goQuote(value)}\n}\n`);
  }
});

test('a document does not quote an unchanged long string again', async () => {
  const registry = new ExpvarRegistry();
  registry.newString('s').set('<'.repeat(100));
  const quoting = vi.spyOn(TextEncoder.prototype, 'encode');
  onTestFinished(() => quoting.mockRestore());
  await registry.render();
  await registry.render();
  expect(quoting).toHaveBeenCalledTimes(1);
});
