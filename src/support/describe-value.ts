import { toLogText } from './log-text.js';

/**
 * Describes a value for an error message: `-1`, `the string "60s"`, `an object`.
 * Runs no user code, so it is safe for any value.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(toLogText(value))}`;
    case 'bigint':
      return `${toLogText(String(value))}n`;
    case 'object':
      return value === null
        ? 'null'
        : isArray(value)
          ? 'an array'
          : 'an object';
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false; // It is a revoked Proxy.
  }
}
