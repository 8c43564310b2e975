import { fails, func, gives, constantFunc } from '../bad-variable.mjs';
import { mapOf, stringOf, textOf } from '../make-variables.mjs';
import {
  NO_ROOM,
  STRING_TOO_LONG,
  TEXT_TOO_LONG,
  TOO_LONG,
} from '../failure-reasons.mjs';

const LIMIT = 1024 * 1024;

/**
 * Functions that make a string whose JSON has a number of bytes, without the
 * quotes.
 *
 * @type {Readonly<Record<string, (bytes: number) => string>>}
 */
const texts = {
  ASCII: (bytes) => 'x'.repeat(bytes),
  '3-byte characters': (bytes) => filled('市', 3, bytes),
  'lone surrogates': (bytes) => filled('\ud800', 3, bytes),
  escapes: (bytes) => filled('<', 6, bytes),
};

/**
 * @param {string} char
 * @param {number} size of its JSON, in bytes
 * @param {number} bytes
 */
function filled(char, size, bytes) {
  return char.repeat(Math.floor(bytes / size)) + 'x'.repeat(bytes % size);
}

/**
 * Makes a map whose JSON has a number of bytes.
 *
 * @param {number} bytes
 */
function mapOfBytes(bytes) {
  const half = bytes / 2;
  // {"a": "…", "b": "…"} has 18 bytes beside the two texts.
  return mapOf({
    a: stringOf('x'.repeat(Math.floor(half) - 9)),
    b: stringOf('x'.repeat(Math.ceil(half) - 9)),
  });
}

/**
 * Makes two strings that have a number of characters together.
 *
 * @param {number} length
 */
function halves(length) {
  return ['x'.repeat(length / 2), 'x'.repeat(length / 2)];
}

/** Variables of as many bytes as allowed. */
const atTheLimit = [
  ...['ASCII', '3-byte characters', 'escapes'].map((kind) => {
    const text = texts[kind]?.(LIMIT - 2) ?? '';
    return gives(
      `1 MiB of ${kind}`,
      func(() => text),
      `"${text.replaceAll('<', '\\u003c')}"`,
    );
  }),
  gives(
    '1 MiB in an object',
    func(() => ({ a: ['x'.repeat(LIMIT - 10)] })),
    `{"a":["${'x'.repeat(LIMIT - 10)}"]}`,
  ),
  gives(
    '1 MiB in a StringVar',
    () => stringOf('x'.repeat(LIMIT - 2)),
    `"${'x'.repeat(LIMIT - 2)}"`,
  ),
  gives(
    '1 MiB in a custom variable',
    () => textOf(`"${'x'.repeat(LIMIT - 2)}"`),
    `"${'x'.repeat(LIMIT - 2)}"`,
  ),
  gives(
    '1 MiB in a map',
    () => mapOfBytes(LIMIT),
    `{"a": "${'x'.repeat(LIMIT / 2 - 9)}", "b": "${'x'.repeat(LIMIT / 2 - 9)}"}`,
  ),
];

const oneByteMore = [
  ...Object.entries(texts).map(([kind, makeText]) =>
    fails(
      `1 MiB and a byte of ${kind}`,
      constantFunc(() => makeText(LIMIT - 1)),
      TOO_LONG,
    ),
  ),
  fails(
    '1 MiB and a byte in an object',
    func(() => ({ a: ['x'.repeat(LIMIT - 9)] })),
    TOO_LONG,
  ),
  fails(
    '1 MiB and a byte in an array',
    func(() => halves(LIMIT - 6)),
    TOO_LONG,
  ),
  fails(
    '1 MiB and a byte in two members',
    func(() => Object.assign({}, halves(LIMIT - 14))),
    TOO_LONG,
  ),
  fails(
    '1 MiB and a byte in a Map',
    func(() => new Map(halves(LIMIT - 14).entries())),
    TOO_LONG,
  ),
  ...Object.entries(texts).map(([kind, makeText]) =>
    fails(
      `1 MiB and a byte of ${kind} in a StringVar`,
      () => stringOf(makeText(LIMIT - 1)),
      STRING_TOO_LONG,
    ),
  ),
  fails(
    '1 MiB and a byte in a custom variable',
    () => textOf(`"${'x'.repeat(LIMIT - 1)}"`),
    TEXT_TOO_LONG,
  ),
  fails(
    '1 MiB and some bytes of 3-byte characters in a custom variable',
    () => textOf(`"${'市'.repeat(LIMIT / 3)}"`),
    TEXT_TOO_LONG,
  ),
  fails('1 MiB and a byte in a map', () => mapOfBytes(LIMIT + 1), NO_ROOM),
];

/** Variables of as many bytes as allowed, and of a byte more (D10). */
export const limitVariables = [...atTheLimit, ...oneByteMore];
