import { inspect } from 'node:util';
import fc from 'fast-check';
import { ExpvarRegistry, FloatVar } from 'nestjs-expvar';
import { expect, onTestFinished, test, vi } from 'vitest';
import { goFloat } from '../../../src/encoding/go-float.js';

test('a new FloatVar is 0 or has its initial value', () => {
  expect(new FloatVar().value).toBe(0);
  expect(new FloatVar().toString()).toBe('0');
  expect(new FloatVar(undefined).value).toBe(0);
  expect(new FloatVar(0.5).toString()).toBe('0.5');
  expect(new FloatVar(-0).toString()).toBe('-0');
  expect(new FloatVar(NaN).value).toBeNaN();
});

test('add follows IEEE 754', () => {
  const float = new FloatVar();
  float.add(0.1);
  float.add(0.2);
  expect(float.toString()).toBe('0.30000000000000004');
  float.set(1e308);
  float.add(1e308);
  expect(float.value).toBe(Infinity);
  float.add(-Infinity);
  expect(float.value).toBeNaN();
  float.add(1);
  expect(float.value).toBeNaN();
});

test('any operations give the value of a float64', () => {
  const operation = fc.record({
    method: fc.constantFrom('add' as const, 'set' as const),
    amount: fc.double(),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
      const float = new FloatVar();
      let model = 0;
      for (const { method, amount } of operations) {
        float[method](amount);
        model = method === 'set' ? amount : model + amount;
        expect(float.value).toBe(model);
        expect(float.toString()).toBe(
          Number.isFinite(model) ? goFloat(model) : 'null',
        );
      }
    }),
  );
});

test('a document has the current value, whether it changed or not', async () => {
  const registry = new ExpvarRegistry();
  const float = registry.newFloat('f');
  const values = [0, -0, 0, 0.5, 0.5, 0.5, -0.5, 1e6, 1e6, 1e6, 1e-7, -0, -0];
  for (const value of values) {
    float.set(value);
    const document = await registry.render();
    expect(document.toString()).toBe(`{\n"f": ${goFloat(value)}\n}\n`);
  }
});

test('a document does not convert an unchanged value again', async () => {
  const registry = new ExpvarRegistry();
  registry.newFloat('f').set(1.5e-7);
  await registry.render();
  await registry.render();
  const digits = vi.spyOn(Number.prototype, 'toExponential');
  onTestFinished(() => digits.mockRestore());
  await registry.render();
  expect(digits).not.toHaveBeenCalled();
});

test.each([
  ['1', 'the string "1"'],
  [1n, '1n'],
  [null, 'null'],
  [{}, 'an object'],
])('%s is refused, because it is not a number', (value, description) => {
  const float = new FloatVar();
  const calls = {
    'FloatVar.add': () => float.add(value as number),
    'FloatVar.set': () => float.set(value as number),
    'new FloatVar()': () => new FloatVar(value as number),
  };
  for (const [name, call] of Object.entries(calls)) {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`${name} takes a number; it got ${description}`);
  }
  expect(float.value).toBe(0);
});

test('add and set require an argument', () => {
  expect(() => new FloatVar().add(undefined as never)).toThrow(TypeError);
  expect(() => new FloatVar().set(undefined as never)).toThrow(TypeError);
});

test('util.inspect shows the class and the value', () => {
  expect(inspect(new FloatVar(0.5))).toBe('FloatVar(0.5)');
  expect(inspect([new FloatVar(NaN)])).toBe('[ FloatVar(NaN) ]');
});

test('JSON.stringify writes the value', () => {
  const float = new FloatVar();
  float.set(1e6);
  expect(JSON.stringify([float])).toBe('[1000000]');
  float.set(NaN);
  expect(JSON.stringify([float])).toBe('[null]');
});
