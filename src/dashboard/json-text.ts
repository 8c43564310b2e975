import type { PlainValue } from '../encoding/plain-value.js';
import type { JsonText } from './protocol/types.js';

/** The most characters of a string, or of the JSON of an array, that are shown. */
export const MAX_TEXT = 1000;

/** Returns the JSON of a value that the page shows as text. */
export function jsonTextOf(value: PlainValue): JsonText {
  const json = jsonOf(value);
  return {
    json:
      json.length > MAX_TEXT ? json.slice(0, MAX_TEXT).toWellFormed() : json,
    length: json.length,
  };
}

function jsonOf(value: PlainValue): string {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, PlainValue>)];
    return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${jsonOf(each)}`).join(',')}}`;
  }
  const items = value as readonly PlainValue[];
  return items.every(isPlainJson)
    ? JSON.stringify(items)
    : `[${items.map(jsonOf).join(',')}]`;
}

/** True if JSON.stringify writes the value as it is. */
function isPlainJson(value: PlainValue): boolean {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'bigint')
  );
}
