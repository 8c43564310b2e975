/**
 * A dot beside nothing but white space and another dot, or an end of the key.
 */
const AMBIGUOUS_DOT = /\.(?=\s*(?:\.|$))|(?<=(?:^|\.)\s*)\./g;

/**
 * Replaces the dots of a key that Elasticsearch would refuse by `%2E`: adjacent
 * ones, and those at the start or the end.
 *
 * Elasticsearch reads `a.b` as field `b` of object `a`, and refuses the whole
 * event if one of the parts is empty.
 *
 * @example indexableKey('GET /v1..v2') // 'GET /v1%2E%2Ev2'
 */
export function indexableKey(key: string): string {
  return key.includes('.') ? key.replace(AMBIGUOUS_DOT, '%2E') : key;
}
