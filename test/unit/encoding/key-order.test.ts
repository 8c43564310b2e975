import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, orderOf } from '../../../src/encoding/key-order.js';

test("Go's order is bytewise, unlike JavaScript's", () => {
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

test('it agrees with the bytes of any two strings', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareKeys(a, b))).toBe(bytes);
    }),
    { numRuns: 20_000 },
  );
});

test('lone surrogates sort as the U+FFFD they are written as', () => {
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
      // Where the bytes are the same, the strings tell which goes first.
      const order = bytes || Number(a > b) - Number(a < b);
      expect(Math.sign(compareKeys(a, b))).toBe(order);
    }),
    { numRuns: 20_000 },
  );
});

test('the order for some keys is the order of all keys', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (keys) => {
      expect(keys.toSorted(orderOf(keys))).toEqual(keys.toSorted(compareKeys));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  [['a', 'é', '\ud7ff'], false],
  [['a', '\u{1f680}'], true],
  [['\ue000', 'b'], true],
  [['\uffff'], true],
])('the order of %j is bytewise where code units differ: %s', (keys, bytes) => {
  expect(orderOf(keys) === compareKeys).toBe(bytes);
});
