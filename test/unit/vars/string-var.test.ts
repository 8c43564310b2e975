import { ExpvarRegistry, StringVar } from 'nestjs-expvar';
import { goQuote } from '../../../src/encoding/go-string.js';
import { expect, onTestFinished, test, vi } from 'vitest';

test('a new one is empty', () => {
  expect(new StringVar().value).toBe('');
  expect(new StringVar().toString()).toBe('""');
});

test('value is the string itself, toString the quoted one', () => {
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

test.each([1, null, undefined, Object('a')])('%s is refused', (value) => {
  expect(() => new StringVar().set(value as string)).toThrow(TypeError);
});

test('a document has the string of the moment, of any length and kind', async () => {
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
