import assert from 'node:assert/strict';
import { parseExact } from './exact-json.mjs';
import { digit, fraction, member, namesake, spoiler } from './spoilers.mjs';

/**
 * Checks that a strict decoder in Go reads the document, and that Go would
 * write the same bytes.
 *
 * @param {import('./session.mjs').Session} session
 */
export async function strict(session) {
  /** @type {import('./session.mjs').Comparison} */
  const compare = async (spoil) => {
    const { printed, documents } = await session.read(
      (address) => [`${address}/debug/vars`],
      spoil,
    );
    const [[read = ''], [document = '']] = [printed, documents];
    assert.deepEqual(parseExact(read), parseExact(document));
  };
  await session.checkComparison('is what Go would send', compare, [
    digit,
    member,
    fraction,
    namesake,
    ...SPELLINGS,
  ]);
}

/** Changes that most JSON readers accept, but that Go never writes. */
const SPELLINGS = [
  spoiler('names in another order', (page) =>
    page.replace(/^("BTCMemory".*\n)(.*\n)/m, '$2$1'),
  ),
  spoiler('members in another order', (page) =>
    page.replace(/("HeapIdle":\d+,)("HeapInuse":\d+,)/, '$2$1'),
  ),
  spoiler('keys in another order', (page) =>
    page.replace(/("btc": \d+), ("copper": \d+)/, '$2, $1'),
  ),
  spoiler('a key that is there twice', (page) =>
    page.replace(/"btc": \d+, /, '$&$&'),
  ),
  spoiler('a member that Go does not know', (page) =>
    page.replace('"memstats": {', '$&"Node":1,'),
  ),
  spoiler('a space that is missing', (page) =>
    page.replace(/("btc": \d+), /, '$1,'),
  ),
  spoiler('two variables in one line', (page) => page.replace(',\n', ', ')),
  spoiler('no newline at the end', (page) => page.replace(/\n$/, '')),
  spoiler('a whole number with a fraction', (page) =>
    page.replace(/"cgo": 0/, '$&.0'),
  ),
  spoiler('a slash that is escaped', (page) =>
    page.replace('"cmdline": ["/', String.raw`"cmdline": ["\/`),
  ),
  spoiler('a letter that is escaped', (page) =>
    page.replace('"os": "l', String.raw`"os": "\u006c`),
  ),
  spoiler('a name that is escaped', (page) =>
    page.replace('运', String.raw`\u8fd0`),
  ),
  spoiler('a byte order mark', (page) => `\uFEFF${page}`),
];
