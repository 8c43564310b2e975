import { MapVar } from 'nestjs-expvar';
import { fails, func, gives } from '../bad-variable.mjs';
import { throwBoom } from '../make-variables.mjs';
import { BOOM, TOO_DEEP } from '../failure-reasons.mjs';

const ITSELF = /^Error: the value contains itself$/;

/**
 * @param {any} value
 * @param {(value: any) => void} contain puts the value into itself
 */
function cyclic(value, contain) {
  return func(() => {
    contain(value);
    return value;
  });
}

/** @returns {object} */
function endlessGetter() {
  return {
    get next() {
      return endlessGetter();
    },
  };
}

/** @returns {object} */
function endlessToJSON() {
  return { toJSON: () => ({ next: endlessToJSON() }) };
}

const shared = { a: 1 };

/** Values with cycles or toJSON (D8, D9). */
export const cyclicVariables = [
  fails(
    'object in itself',
    cyclic({}, (object) => (object.self = object)),
    ITSELF,
  ),
  fails(
    'array in itself',
    cyclic([1], (array) => (array[1] = array)),
    ITSELF,
  ),
  fails(
    'Map in itself',
    cyclic(new Map(), (map) => map.set('self', map)),
    ITSELF,
  ),
  fails(
    'Set in itself',
    cyclic(new Set(), (set) => set.add(set)),
    ITSELF,
  ),
  fails(
    'object in itself, far down',
    cyclic({}, (object) => (object.a = [new Map([['b', new Set([object])]])])),
    ITSELF,
  ),
  fails(
    'object that toJSON puts into itself',
    cyclic({}, (object) => (object.a = { toJSON: () => object })),
    ITSELF,
  ),
  fails('getters without end', func(endlessGetter), TOO_DEEP),
  fails('toJSON without end', func(endlessToJSON), TOO_DEEP),
  gives(
    'one object twice',
    func(() => [shared, { shared }]),
    '[{"a":1},{"shared":{"a":1}}]',
  ),
  fails(
    'toJSON that throws',
    func(() => ({ a: { toJSON: throwBoom } })),
    BOOM,
  ),
  fails(
    'toJSON that cannot be read',
    func(() => [Object.defineProperty({}, 'toJSON', { get: throwBoom })]),
    BOOM,
  ),
  fails(
    'toJSON that gives undefined',
    func(() => ({ toJSON: () => undefined })),
    /^Error: JSON cannot hold/,
  ),
  gives(
    'toJSON that gives undefined, inside',
    func(() => ({ a: { toJSON: () => undefined }, b: 1 })),
    '{"b":1}',
  ),
  gives(
    'toJSON that gives itself',
    func(() => ({
      a: 1,
      toJSON() {
        return this;
      },
    })),
    '{"a":1}',
  ),
  gives(
    'toJSON that gives an object with toJSON',
    func(() => ({ toJSON: () => ({ a: 1, toJSON: throwBoom }) })),
    '{"a":1}',
  ),
  gives(
    'toJSON that is no function',
    func(() => ({ toJSON: 1 })),
    '{"toJSON":1}',
  ),
  gives(
    'toJSON that gives a Date and a Buffer',
    func(() => [
      { toJSON: () => new Date(0) },
      { toJSON: () => Buffer.from('hi') },
    ]),
    '["1970-01-01T00:00:00Z","aGk="]',
  ),
  gives(
    'toJSON that gives a variable',
    func(() => [{ toJSON: () => new MapVar() }]),
    '[{}]',
  ),
];
