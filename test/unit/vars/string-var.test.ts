import { StringVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';

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
