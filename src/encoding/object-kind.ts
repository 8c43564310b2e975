import { types } from 'node:util';

/** Decides how an object is written as JSON. */
export type ObjectKind =
  | 'array'
  | 'boxed'
  | 'bytes'
  | 'date'
  | 'error'
  | 'map'
  | 'observable'
  | 'ordinary'
  | 'promise'
  | 'rawJson'
  | 'set'
  | 'typedArray';

/**
 * Returns the kind of an object of this realm or another.
 *
 * Hot path: two cheap checks recognise plain objects and instances of classes.
 * Seven calls of `util.types` take longer than the rest of the walk.
 */
export function kindOf(value: object): ObjectKind {
  if (Array.isArray(value)) return 'array';
  if (types.isUint8Array(value)) return 'bytes';
  if (types.isTypedArray(value)) return 'typedArray';
  if (isRawJson(value)) return 'rawJson';
  const isOrdinary =
    Object.prototype.toString.call(value) === '[object Object]' &&
    !hasToStringTag(value);
  if (!isOrdinary) {
    if (types.isDate(value)) return 'date';
    if (types.isBoxedPrimitive(value)) return 'boxed';
    if (types.isPromise(value)) return 'promise';
    if (types.isSet(value)) return 'set';
    if (types.isMap(value)) return 'map';
    if (types.isNativeError(value)) return 'error';
  }
  return isObservable(value) ? 'observable' : 'ordinary';
}

/** Returns true also for a Proxy that throws. */
function hasToStringTag(value: object): boolean {
  try {
    return Symbol.toStringTag in value;
  } catch {
    return true;
  }
}

/** `JSON.rawJSON` exists from Node 22 on. */
function isRawJson(value: object): boolean {
  const { isRawJSON } = JSON as { isRawJSON?: (value: object) => boolean };
  return isRawJSON !== undefined && isRawJSON(value);
}

/** RxJS uses the key `@@observable` unless Symbol.observable is polyfilled. */
function isObservable(value: object): boolean {
  const { observable = '@@observable' } = Symbol as { observable?: symbol };
  return (
    typeof (value as Record<PropertyKey, unknown>)[observable] === 'function'
  );
}
