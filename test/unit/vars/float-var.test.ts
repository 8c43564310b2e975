import fc from 'fast-check';
import { ExpvarRegistry, FloatVar } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { goFloat } from '../../../src/encoding/go-float.js';

test('a new one is 0', () => {
  expect(new FloatVar().value).toBe(0);
  expect(new FloatVar().toString()).toBe('0');
});

test('it adds as IEEE 754 does', () => {
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

test('any operations give what a float64 would have', () => {
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

test('a document has the value of the moment, changed or not', async () => {
  const registry = new ExpvarRegistry();
  const float = registry.newFloat('f');
  const values = [0, -0, 0, 0.5, 0.5, 0.5, -0.5, 1e6, 1e6, 1e6, 1e-7, -0, -0];
  for (const value of values) {
    float.set(value);
    const document = await registry.render();
    expect(document.toString()).toBe(`{\n"f": ${goFloat(value)}\n}\n`);
  }
});

test('a document does not find the digits of an unchanged value again', async () => {
  const registry = new ExpvarRegistry();
  registry.newFloat('f').set(1.5e-7);
  await registry.render();
  await registry.render();
  const digits = vi.spyOn(Number.prototype, 'toExponential');
  onTestFinished(() => digits.mockRestore());
  await registry.render();
  expect(digits).not.toHaveBeenCalled();
});

describe('arguments that are no number', () => {
  test.each(['1', 1n, null, undefined, {}])('%s is refused', (value) => {
    const float = new FloatVar();
    expect(() => float.add(value as number)).toThrow(TypeError);
    expect(() => float.set(value as number)).toThrow(/FloatVar\.set takes/);
    expect(float.value).toBe(0);
  });
});

test('JSON.stringify prints the value', () => {
  const float = new FloatVar();
  float.set(1e6);
  expect(JSON.stringify([float])).toBe('[1000000]');
  float.set(NaN);
  expect(JSON.stringify([float])).toBe('[null]');
});
