import {
  FloatVar,
  FuncVar,
  IntVar,
  MapVar,
  StringVar,
  Var,
} from 'nestjs-expvar';

/** A variable of a user's own class, whose text a function returns. */
export class CustomVar extends Var {
  /** @param {() => any} toString */
  constructor(toString) {
    super();
    this.toString = toString;
  }
}

/** @param {unknown} text may be anything, as in user code */
export function textOf(text) {
  return new CustomVar(() => text);
}

/** @param {number | bigint} value */
export function intOf(value) {
  return new IntVar(value);
}

/** @param {number} value */
export function floatOf(value) {
  return new FloatVar(value);
}

/** @param {string} value */
export function stringOf(value) {
  return new StringVar(value);
}

/** @param {Record<string, Var | null>} variables */
export function mapOf(variables) {
  const map = new MapVar();
  for (const [key, variable] of Object.entries(variables)) {
    map.set(key, variable);
  }
  return map;
}

/**
 * Makes a map of a function and a variable that is true if each document has
 * called the function once.
 *
 * @param {() => unknown} fn
 */
export function counted(fn) {
  return () => {
    let calls = 0;
    let documents = 0;
    return mapOf({
      a: new FuncVar(() => {
        calls++;
        return fn();
      }),
      'is called once': new CustomVar(() => String(++documents === calls)),
    });
  };
}

/**
 * @template {object} T
 * @param {T} target
 */
export function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** @returns {never} */
export function throwBoom() {
  throw new Error('boom');
}
