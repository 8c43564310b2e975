import type { Value } from '../../src/dashboard/protocol/types.js';

/** Marks the text of a number that JSON.parse would change. */
const NUMBER_MARK = '\ud800number:';
const MARKED_NUMBER = /"\\ud800number:([\d.eE+-]+)"/g;

const STRING_OR_NUMBER = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*/g;

/** Longer numbers are not integers of a program. */
const INTEGER = /^-?\d{1,400}$/;

/**
 * Parses JSON and keeps numbers as they are written, such as integers beyond
 * 2^53 or `-0`. `valueOf` and `stringifyExact` return them.
 *
 * @throws {SyntaxError} if the text is not JSON
 */
export function parseExactJson(text: string): unknown {
  JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || String(Number(token)) === token
      ? token
      : JSON.stringify(NUMBER_MARK + token),
  );
  return JSON.parse(marked) as unknown;
}

/** Writes a parsed value as JSON again. */
export function stringifyExact(parsed: unknown, indent?: number): string {
  return JSON.stringify(parsed, undefined, indent).replaceAll(
    MARKED_NUMBER,
    '$1',
  );
}

/**
 * Returns the indented JSON of the value at a path of object keys, or undefined
 * if there is none.
 *
 * @throws {SyntaxError} if the text is not JSON
 */
export function memberJson(
  text: string,
  path: readonly string[],
): string | undefined {
  let value = parseExactJson(text);
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = value[key];
  }
  return stringifyExact(value, 2);
}

export function isRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The longest JSON of a value that is kept. */
const MAX_JSON = 200;
const MAX_STRING = 1000;

/** Converts a parsed value that has no members. */
export function valueOf(parsed: unknown): Value {
  if (typeof parsed === 'string') {
    return parsed.startsWith(NUMBER_MARK)
      ? numberOf(parsed.slice(NUMBER_MARK.length))
      : parsed.length <= MAX_STRING
        ? parsed
        : jsonText(JSON.stringify(parsed));
  }
  return typeof parsed === 'object' && parsed !== null
    ? jsonText(stringifyExact(parsed))
    : (parsed as number | boolean | null);
}

function numberOf(text: string): number | bigint {
  const number = Number(text);
  return INTEGER.test(text) && !Number.isSafeInteger(number)
    ? BigInt(text)
    : number;
}

function jsonText(json: string): Value {
  return { json: json.slice(0, MAX_JSON), length: json.length };
}
