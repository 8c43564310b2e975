import {
  FloatVar,
  FuncVar,
  IntVar,
  MapVar,
  StringVar,
  Var,
} from 'nestjs-expvar';

/** A variable of a user's own class, whose text a function gives. */
export class CustomVar extends Var {
  constructor(toString) {
    super();
    this.toString = toString;
  }
}

export function textOf(text) {
  return new CustomVar(() => text);
}

export function intOf(value) {
  const int = new IntVar();
  int.set(value);
  return int;
}

export function floatOf(value) {
  const float = new FloatVar();
  float.set(value);
  return float;
}

export function stringOf(value) {
  const string = new StringVar();
  string.set(value);
  return string;
}

export function mapOf(variables) {
  const map = new MapVar();
  for (const [key, variable] of Object.entries(variables)) {
    map.set(key, variable);
  }
  return map;
}

/**
 * A function in a map, beside a variable that tells whether each document has
 * called it once.
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

export function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

export function throwBoom() {
  throw new Error('boom');
}
