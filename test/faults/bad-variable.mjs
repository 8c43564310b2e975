import { FuncVar } from 'nestjs-expvar';

/**
 * A failure at some keys inside a variable; without keys, of the variable.
 *
 * @typedef {{ readonly reason: RegExp, readonly keys: readonly string[] }} ExpectedFailure
 */

/**
 * A variable that could harm the document, and what the document has to contain
 * for it.
 *
 * @typedef {object} BadVariable
 * @property {string} name
 * @property {(registry: import('nestjs-expvar').ExpvarRegistry) => import('nestjs-expvar').Var | null} make
 * @property {string | RegExp} json the bytes of its value
 * @property {readonly ExpectedFailure[]} failures
 * @property {readonly RegExp[]} logLines further lines in the log
 * @property {boolean} isSlow true if it takes its time on purpose
 * @property {boolean} isHuge true if it fails before anything inside is read
 */

/**
 * A variable that has a value all the same.
 *
 * @param {string} name
 * @param {BadVariable['make']} make
 * @param {BadVariable['json']} json
 * @returns {BadVariable}
 */
export function gives(name, make, json) {
  return {
    name,
    make,
    json,
    failures: [],
    logLines: [],
    isSlow: false,
    isHuge: false,
  };
}

/**
 * A variable that fails, so that the document has `null`.
 *
 * @param {string} name
 * @param {BadVariable['make']} make
 * @param {RegExp} reason
 * @returns {BadVariable}
 */
export function fails(name, make, reason) {
  return { ...gives(name, make, 'null'), failures: [failureAt(reason)] };
}

/**
 * A variable that has a value without the parts that fail.
 *
 * @param {string} name
 * @param {BadVariable['make']} make
 * @param {BadVariable['json']} json
 * @param {ExpectedFailure[]} failures
 * @returns {BadVariable}
 */
export function omits(name, make, json, ...failures) {
  return { ...gives(name, make, json), failures };
}

/**
 * A failure for a reason, at some keys inside the variable.
 *
 * @param {RegExp} reason
 * @param {string[]} keys
 * @returns {ExpectedFailure}
 */
export function failureAt(reason, ...keys) {
  return { reason, keys };
}

/**
 * A variable about which the log has a further line.
 *
 * @param {BadVariable} variable
 * @param {RegExp} logLine
 * @returns {BadVariable}
 */
export function withLogLine(variable, logLine) {
  return { ...variable, logLines: [logLine] };
}

/**
 * A variable that takes its time on purpose.
 *
 * @param {BadVariable} variable
 * @returns {BadVariable}
 */
export function slow(variable) {
  return { ...variable, isSlow: true };
}

/**
 * A variable that fails before anything inside is read.
 *
 * @param {BadVariable} variable
 * @returns {BadVariable}
 */
export function huge(variable) {
  return { ...variable, isHuge: true };
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
export function constantFunc(makeValue) {
  const value = lazy(makeValue);
  return () => new FuncVar(value);
}

/**
 * Makes a value when it is first needed, because making it takes long.
 *
 * @template T
 * @param {() => T} make
 */
export function lazy(make) {
  /** @type {{ value: T } | undefined} */
  let made;
  return () => (made ??= { value: make() }).value;
}
