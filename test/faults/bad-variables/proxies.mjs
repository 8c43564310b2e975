import { fails, func, gives } from '../bad-variable.mjs';
import { revoked, throwBoom } from '../make-variables.mjs';
import { BOOM, REVOKED, TOO_DEEP } from '../failure-reasons.mjs';

/**
 * @param {string} trap the one that throws
 * @param {object} target
 */
function trapped(trap, target = { a: 1 }) {
  return new Proxy(target, { [trap]: throwBoom });
}

/**
 * An object whose members have members without end.
 *
 * @returns {object}
 */
function bottomless() {
  return new Proxy(
    {},
    {
      ownKeys: () => ['next'],
      getOwnPropertyDescriptor: () => ({
        enumerable: true,
        configurable: true,
        value: 1,
      }),
      get: (_target, key) => (key === 'next' ? bottomless() : undefined),
    },
  );
}

/** Proxies, D9. */
export const proxyVariables = [
  fails(
    'Proxy that is revoked',
    func(() => revoked({})),
    REVOKED,
  ),
  fails(
    'Proxy of an array that is revoked',
    func(() => revoked([])),
    REVOKED,
  ),
  fails(
    'Proxy that is revoked, in an object',
    func(() => ({ a: 1, proxy: revoked({}) })),
    REVOKED,
  ),
  fails(
    'Proxy that is revoked, in an array',
    func(() => [revoked([])]),
    REVOKED,
  ),
  fails(
    'Proxy that is revoked, of a function',
    func(() => revoked(() => 1)),
    /type function$/,
  ),
  fails(
    'Proxy that is revoked, from toJSON',
    func(() => ({ toJSON: () => revoked({}) })),
    REVOKED,
  ),
  fails(
    'Proxy that throws in get',
    func(() => trapped('get')),
    BOOM,
  ),
  fails(
    'Proxy that throws in get, inside',
    func(() => [{ proxy: trapped('get') }]),
    BOOM,
  ),
  fails(
    'Proxy that throws in ownKeys',
    func(() => trapped('ownKeys')),
    BOOM,
  ),
  fails(
    'Proxy that throws in getOwnPropertyDescriptor',
    func(() => trapped('getOwnPropertyDescriptor')),
    BOOM,
  ),
  gives(
    'Proxy that throws in has',
    func(() => trapped('has')),
    '{"a":1}',
  ),
  gives(
    'Proxy that throws in getPrototypeOf',
    func(() => trapped('getPrototypeOf')),
    '{"a":1}',
  ),
  fails(
    'Proxy of an array that throws in get',
    func(() => [trapped('get', [1])]),
    BOOM,
  ),
  gives(
    'Proxy of an array',
    func(() => new Proxy([1, NaN], {})),
    '[1,null]',
  ),
  gives(
    'Proxy of a Map',
    func(() => new Proxy(new Map([['a', 1]]), {})),
    '{}',
  ),
  fails(
    'Proxy of a Date',
    func(() => new Proxy(new Date(0), {})),
    /^TypeError: this is not a Date object\.$/,
  ),
  fails('Proxy without end', func(bottomless), TOO_DEEP),
  fails(
    'Proxy that has every member',
    func(() => {
      /** @type {object} */
      const mock = new Proxy({}, { get: () => mock });
      return mock;
    }),
    /^TypeError: variable\.toString is not a function$/,
  ),
  fails(
    'Proxy that gives keys that are none',
    func(() => new Proxy({}, { ownKeys: () => /** @type {any[]} */ ([1]) })),
    /^TypeError: 1 is not a valid property name$/,
  ),
];
