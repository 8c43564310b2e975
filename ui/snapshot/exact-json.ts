import type { Value } from '../../src/dashboard/protocol/types.js';

/** The most objects and arrays around a value. The browser parses no more. */
const MAX_DEPTH = 200;

/** Marks the text of an integer that JSON.parse would round. */
const INTEGER_MARK = '\ud800integer:';
const MARKED_INTEGER = /"\\ud800integer:(-?\d+)"/g;

/** Longer numbers are not integers of a program. */
const LONG_INTEGER = /-?\d{16,400}(?![\d.eE])/y;

const NUMBER_CHARACTERS = new Set('0123456789.eE+-');

/**
 * Parses JSON whose integers beyond 2^53 keep their digits: `valueOf` returns
 * them. Takes time in proportion to the length of the text.
 *
 * @throws {SyntaxError} if the text is not JSON
 * @throws {RangeError} if it is nested too deeply
 */
export function parseExactJson(text: string): unknown {
  const parts: string[] = [];
  let end = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) {
        at += text.charCodeAt(at) === 0x5c ? 1 : 0;
      }
    } else if (char === 0x7b || char === 0x5b) {
      depth++;
      if (depth > MAX_DEPTH) {
        throw new RangeError('The JSON is nested too deeply.');
      }
    } else if (char === 0x7d || char === 0x5d) {
      depth--;
    } else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      LONG_INTEGER.lastIndex = at;
      const integer = LONG_INTEGER.exec(text)?.[0];
      if (integer !== undefined) {
        parts.push(text.slice(end, at), JSON.stringify(INTEGER_MARK + integer));
        at += integer.length - 1;
        end = at + 1;
      } else {
        // The digits after a point or an exponent are not an integer.
        while (NUMBER_CHARACTERS.has(text[at + 1] ?? '')) {
          at++;
        }
      }
    }
  }
  parts.push(text.slice(end));
  return JSON.parse(parts.join('')) as unknown;
}

/** The longest JSON of a value that is kept. */
const MAX_JSON = 200;
const MAX_STRING = 1000;

/** Writes a parsed value as JSON again. */
export function stringifyExact(parsed: unknown): string {
  return JSON.stringify(parsed ?? null).replaceAll(MARKED_INTEGER, '$1');
}

/** Converts a parsed value that has no members. */
export function valueOf(parsed: unknown): Value {
  if (typeof parsed === 'string') {
    return parsed.startsWith(INTEGER_MARK)
      ? integerOf(parsed.slice(INTEGER_MARK.length))
      : parsed.length <= MAX_STRING
        ? parsed
        : jsonText(JSON.stringify(parsed));
  }
  if (typeof parsed === 'object' && parsed !== null) {
    return jsonText(stringifyExact(parsed));
  }
  return typeof parsed === 'number' || typeof parsed === 'boolean'
    ? parsed
    : null;
}

function integerOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

function jsonText(json: string): Value {
  return { json: json.slice(0, MAX_JSON), length: json.length };
}
