import { FuncVar } from 'nestjs-expvar';

/** One that is written, whatever it is made of. */
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

/** One that fails as a whole. */
export function fails(name, make, reason) {
  return { ...gives(name, make, 'null'), failures: [at(reason)] };
}

/** One that is written without the parts that fail. */
export function lacks(name, make, json, ...failures) {
  return { ...gives(name, make, json), failures };
}

/** What fails for a reason, at some keys inside the variable. */
export function at(reason, ...keys) {
  return { reason, keys };
}

/** One of which the log has something else to say. */
export function remarked(kind, remark) {
  return { ...kind, remarks: [remark] };
}

/** One that takes its time on purpose. */
export function waiting(kind) {
  return { ...kind, waits: true };
}

/** One that is to be refused without a look at what is in it. */
export function huge(kind) {
  return { ...kind, isHuge: true };
}

/** A variable that calls a function for every document. */
export function func(fn) {
  return () => new FuncVar(fn);
}

/** A variable whose value is made once, whoever publishes it. */
export function holding(makeValue) {
  const value = once(makeValue);
  return () => new FuncVar(value);
}

/** What takes long to make, made once and not before it is asked for. */
export function once(make) {
  let made;
  return () => (made ??= { value: make() }).value;
}
