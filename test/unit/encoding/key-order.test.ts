import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, comparisonFor } from '../../../src/encoding/key-order.js';

test("keys are in Go's bytewise order, which is not JavaScript's", () => {
  const inOrder = [
    '',
    'a-b',
    'a.b',
    'a1',
    'aB',
    'a_b',
    'ab',
    'o',
    'o1',
    'o10',
    'o2',
    'oé',
    'o\ue000',
    'o\uff5e',
    'o\uffff',
    'o😀',
    'o🚀',
    '运行时间',
  ];
  const shuffled = inOrder.toReversed();
  expect(shuffled.toSorted(compareKeys)).toEqual(inOrder);
  expect(inOrder.toSorted()).not.toEqual(inOrder);
});

test('compareKeys agrees with the UTF-8 bytes of any two strings', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareKeys(a, b))).toBe(bytes);
    }),
    { numRuns: 20_000 },
  );
});

test('lone surrogates sort as U+FFFD', () => {
  const unit = fc.constantFrom(
    'a',
    '\ud83d',
    '\ude00',
    '\ufffd',
    '\uffff',
    '\ue000',
    '\ud800',
    '\udfff',
  );
  const text = fc.array(unit, { maxLength: 6 }).map((units) => units.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      // Strings with the same bytes are ordered by their code units.
      const order = bytes || Number(a > b) - Number(a < b);
      expect(Math.sign(compareKeys(a, b))).toBe(order);
    }),
    { numRuns: 20_000 },
  );
});

test('comparisonFor gives the order of compareKeys for any keys', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (keys) => {
      expect(keys.toSorted(comparisonFor(keys))).toEqual(
        keys.toSorted(compareKeys),
      );
    }),
    { numRuns: 3000 },
  );
});

test('comparisonFor sorts keys without surrogates bytewise', () => {
  const keys = ['b', 'a', 'é', 'aa', '', 'B', '运行', 'a1'];
  expect(keys.toSorted(comparisonFor(keys))).toEqual([
    '',
    'B',
    'a',
    'a1',
    'aa',
    'b',
    'é',
    '运行',
  ]);
});

test.each([
  [['a', 'é', '\ud7ff'], false],
  [['a', '\u{1f680}'], true],
  [['\ue000', 'b'], true],
  [['\uffff'], true],
])('comparisonFor(%j) uses the bytewise comparison: %s', (keys, bytes) => {
  expect(comparisonFor(keys) === compareKeys).toBe(bytes);
});
