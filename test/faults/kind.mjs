import { FuncVar } from 'nestjs-expvar';

/**
 * A failure at some keys inside a variable; without keys, of the variable.
 *
 * @typedef {{ readonly reason: RegExp, readonly keys: readonly string[] }} ExpectedFailure
 */

/**
 * A kind of variable, and what a document has to contain for it.
 *
 * @typedef {object} Kind
 * @property {string} name
 * @property {(registry: import('nestjs-expvar').ExpvarRegistry) => import('nestjs-expvar').Var | null} make
 * @property {string | RegExp} json the bytes of its value
 * @property {readonly ExpectedFailure[]} failures
 * @property {readonly RegExp[]} remarks further lines in the log
 * @property {boolean} waits true for a kind that takes its time on purpose
 * @property {boolean} isHuge true for a kind that is refused without a look inside
 */

/**
 * A kind that is written.
 *
 * @param {string} name
 * @param {Kind['make']} make
 * @param {Kind['json']} json
 * @returns {Kind}
 */
export function gives(name, make, json) {
  return {
    name,
    make,
    json,
    failures: [],
    remarks: [],
    waits: false,
    isHuge: false,
  };
}

/**
 * A kind of which the whole variable fails.
 *
 * @param {string} name
 * @param {Kind['make']} make
 * @param {RegExp} reason
 * @returns {Kind}
 */
export function fails(name, make, reason) {
  return { ...gives(name, make, 'null'), failures: [at(reason)] };
}

/**
 * A kind that is written without the parts that fail.
 *
 * @param {string} name
 * @param {Kind['make']} make
 * @param {Kind['json']} json
 * @param {ExpectedFailure[]} failures
 * @returns {Kind}
 */
export function lacks(name, make, json, ...failures) {
  return { ...gives(name, make, json), failures };
}

/**
 * A failure for a reason, at some keys inside the variable.
 *
 * @param {RegExp} reason
 * @param {string[]} keys
 * @returns {ExpectedFailure}
 */
export function at(reason, ...keys) {
  return { reason, keys };
}

/**
 * A kind about which the log has a further line.
 *
 * @param {Kind} kind
 * @param {RegExp} remark
 * @returns {Kind}
 */
export function remarked(kind, remark) {
  return { ...kind, remarks: [remark] };
}

/**
 * A kind that takes its time on purpose.
 *
 * @param {Kind} kind
 * @returns {Kind}
 */
export function waiting(kind) {
  return { ...kind, waits: true };
}

/**
 * A kind that is refused without a look inside.
 *
 * @param {Kind} kind
 * @returns {Kind}
 */
export function huge(kind) {
  return { ...kind, isHuge: true };
}

/**
 * Makes a variable that calls a function for every document.
 *
 * @param {() => unknown} fn
 */
export function func(fn) {
  return () => new FuncVar(fn);
}

/**
 * Makes a variable whose value is made once for all documents.
 *
 * @param {() => unknown} makeValue
 */
export function holding(makeValue) {
  const value = once(makeValue);
  return () => new FuncVar(value);
}

/**
 * Makes a value that takes long to make once, when it is first needed.
 *
 * @template T
 * @param {() => T} make
 */
export function once(make) {
  /** @type {{ value: T } | undefined} */
  let made;
  return () => (made ??= { value: make() }).value;
}
