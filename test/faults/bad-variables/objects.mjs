import { fails, func, gives } from '../bad-variable.mjs';
import { revoked, throwBoom } from '../make-variables.mjs';
import { BOOM, cannotHold } from '../failure-reasons.mjs';

const DETACHED = /^TypeError: Cannot perform .* on a detached /;
const RANGE = /^RangeError: Invalid time value$/;

class EndlessDate extends Date {
  /** @override */
  getTime() {
    return Infinity;
  }
}

class Account {
  owner = 'ann';
  #secret = 42;
  get secret() {
    return this.#secret;
  }
}

/**
 * Transfers the memory of an array.
 *
 * @param {Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>} array
 */
function detached(array) {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function boxOfItself() {
  const box = Object(1);
  box.valueOf = () => box;
  return box;
}

/** Objects other than plain ones (D7). */
export const objectVariables = [
  gives(
    'Date',
    func(() => new Date('2024-02-29T12:00:00.120Z')),
    '"2024-02-29T12:00:00.12Z"',
  ),
  fails(
    'Date that is invalid',
    func(() => new Date(NaN)),
    cannotHold('an invalid Date'),
  ),
  gives(
    'Date that is invalid, inside',
    func(() => ({ a: 1, date: new Date(NaN), list: [new Date(NaN)] })),
    '{"a":1,"list":[null]}',
  ),
  gives(
    'Date of the year 9999',
    func(() => new Date('9999-12-31T23:59:59.999Z')),
    '"9999-12-31T23:59:59.999Z"',
  ),
  fails(
    'Date of the year 10000',
    func(() => new Date('+010000-01-01T00:00:00Z')),
    /^Error: RFC 3339 has no year 10000$/,
  ),
  fails(
    'Date of the year -1',
    func(() => [new Date('-000001-01-01T00:00:00Z')]),
    /^Error: RFC 3339 has no year -1$/,
  ),
  fails(
    'Date of a class of its own',
    func(() => new EndlessDate()),
    RANGE,
  ),
  gives(
    'Map, sorted',
    func(
      () =>
        new Map([
          ['b', 1],
          ['😀', 2],
          ['\uffff', 3],
          ['a', null],
        ]),
    ),
    '{"a":null,"b":1,"\uffff":3,"😀":2}',
  ),
  gives(
    'Map with the keys 1 and "1"',
    func(
      () =>
        new Map(
          /** @type {[unknown, string][]} */ ([
            [1, 'first'],
            ['1', 'second'],
            [1n, 'last'],
          ]),
        ),
    ),
    '{"1":"last"}',
  ),
  fails(
    'Map with a symbol as a key',
    func(() => new Map([[Symbol('s'), 1]])),
    /^Error: a Map key must be a string, number or bigint.*type symbol$/,
  ),
  fails(
    'Map with an object as a key',
    func(() => ({ map: new Map([[{}, 1]]) })),
    /^Error: a Map key must be/,
  ),
  fails(
    'Map with a revoked Proxy as a key',
    func(() => new Map([[revoked({}), 1]])),
    /^Error: a Map key must be/,
  ),
  gives(
    'Set',
    func(() => new Set([1, 'a', new Set()])),
    '[1,"a",[]]',
  ),
  gives(
    'Uint8Array',
    func(() => new Uint8Array([104, 105])),
    '"aGk="',
  ),
  gives(
    'Buffer',
    func(() => ({ hash: Buffer.from('hi') })),
    '{"hash":"aGk="}',
  ),
  gives(
    'Float64Array',
    func(() => new Float64Array([1.5, -0])),
    '[1.5,-0]',
  ),
  gives(
    'BigUint64Array',
    func(() => new BigUint64Array([2n ** 64n - 1n])),
    '[18446744073709551615]',
  ),
  fails(
    'Buffer whose memory was given away',
    func(() => detached(new Uint8Array(8))),
    DETACHED,
  ),
  fails(
    'Float64Array whose memory was given away',
    func(() => ({ samples: detached(new Float64Array(8)) })),
    DETACHED,
  ),
  gives(
    'DataView, ArrayBuffer and SharedArrayBuffer',
    func(() => [
      new DataView(new ArrayBuffer(8)),
      new ArrayBuffer(8),
      new SharedArrayBuffer(8),
    ]),
    '[{},{},{}]',
  ),
  gives(
    'Error',
    func(() => new RangeError('<too far>', { cause: new Error('why') })),
    '{"name":"RangeError","message":"\\u003ctoo far\\u003e"}',
  ),
  fails(
    'Error whose message throws',
    func(() => [
      Object.defineProperty(new Error('boom'), 'message', { get: throwBoom }),
    ]),
    BOOM,
  ),
  gives(
    'boxes',
    func(() => [Object(1), Object('a'), Object(false), Object(2n)]),
    '[1,"a",false,2]',
  ),
  fails(
    'box of a symbol',
    func(() => Object(Symbol('s'))),
    /^Error: JSON cannot hold/,
  ),
  fails(
    'box of itself',
    func(boxOfItself),
    /^RangeError: Maximum call stack size exceeded$/,
  ),
  gives(
    'RegExp',
    func(() => ({ pattern: /x/g })),
    '{"pattern":{}}',
  ),
  gives(
    'object without prototype',
    func(() => Object.assign(Object.create(null), { a: 1 })),
    '{"a":1}',
  ),
  gives(
    'object with symbols for keys',
    func(() => ({ [Symbol('s')]: 1 })),
    '{}',
  ),
  gives(
    'object with __proto__ for a key',
    func(() => JSON.parse('{"__proto__":{"a":1},"constructor":2}')),
    '{"__proto__":{"a":1},"constructor":2}',
  ),
  gives(
    'object with private members',
    func(() => new Account()),
    '{"owner":"ann"}',
  ),
  gives(
    'array with members of its own',
    func(() => Object.assign([1], { name: 'list' })),
    '[1]',
  ),
  fails(
    'object whose member throws',
    func(() => ({
      a: 1,
      get b() {
        return throwBoom();
      },
    })),
    BOOM,
  ),
  fails(
    'array whose element throws',
    func(() => Object.defineProperty([1, 2], 1, { get: throwBoom })),
    BOOM,
  ),
  fails(
    'object whose deep member throws',
    func(() => ({
      a: [
        {
          b: Object.defineProperty({}, 'c', {
            enumerable: true,
            get: throwBoom,
          }),
        },
      ],
    })),
    BOOM,
  ),
  fails(
    'array whose iterator throws',
    func(() => Object.assign([1], { [Symbol.iterator]: throwBoom })),
    BOOM,
  ),
];
