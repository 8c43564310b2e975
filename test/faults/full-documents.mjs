import { FuncVar } from 'nestjs-expvar';
import { fails, gives } from './kind.mjs';
import { intOf, stringOf } from './make.mjs';
import { NO_ROOM } from './reasons.mjs';

const LIMIT = 1024 * 1024;
/** So many of 1 MiB are in a document, and there is room for a little more. */
const LARGE = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7'];
/** What is left for cmdline and memstats, which are longer. */
const LITTLE = 200;

/**
 * @param {string} name
 * @param {number} [bytes]
 */
function large(name, bytes = LIMIT) {
  const text = 'x'.repeat(bytes - 2);
  return gives(name, () => new FuncVar(() => text), `"${text}"`);
}

/** @param {string} name */
function tooLarge(name) {
  return fails(name, () => stringOf('x'.repeat(LIMIT - 2)), NO_ROOM);
}

/** Documents of more than 8 MiB, D13: the first variables take the room. */
export const fullDocuments = [
  {
    name: 'a document in which what does not fit is null',
    rows: [
      ...LARGE.map((name) => large(name)),
      tooLarge('A8'),
      gives('B', () => intOf(1), '1'),
      tooLarge('n'),
      gives('o', () => stringOf('behind'), '"behind"'),
    ],
  },
  {
    name: 'a document that has no room for cmdline and memstats',
    rows: [
      ...LARGE.map((name) => large(name)),
      large('A8', LIMIT - LITTLE),
      gives('B', () => intOf(1), '1'),
      fails('n', () => intOf(1), NO_ROOM),
      fails('o', () => stringOf('behind'), NO_ROOM),
      fails('p', () => new FuncVar(() => 1), NO_ROOM),
    ],
  },
];
