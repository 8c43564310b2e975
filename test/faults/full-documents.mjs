import { FuncVar } from 'nestjs-expvar';
import { fails, gives } from './bad-variable.mjs';
import { NO_ROOM } from './failure-reasons.mjs';
import { intOf, stringOf } from './make-variables.mjs';

const LIMIT = 1024 * 1024;
/** A document has room for as many variables of 1 MiB, and a little more. */
const LARGE = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7'];
/** Less than cmdline and memstats need. */
const REMAINING_BYTES = 200;

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

/** Documents of more than 8 MiB, in which the first variables are complete (D13). */
export const fullDocuments = [
  {
    name: 'a document in which what exceeds the limit is null',
    variables: [
      ...LARGE.map((name) => large(name)),
      tooLarge('A8'),
      gives('B', () => intOf(1), '1'),
      tooLarge('n'),
      gives('o', () => stringOf('behind'), '"behind"'),
    ],
  },
  {
    name: 'a document that exceeds the limit by cmdline and memstats',
    variables: [
      ...LARGE.map((name) => large(name)),
      large('A8', LIMIT - REMAINING_BYTES),
      gives('B', () => intOf(1), '1'),
      fails('n', () => intOf(1), NO_ROOM),
      fails('o', () => stringOf('behind'), NO_ROOM),
      fails('p', () => new FuncVar(() => 1), NO_ROOM),
    ],
  },
];
