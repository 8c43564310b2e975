import { FuncVar } from 'nestjs-expvar';
import { failureAt, fails, omits } from '../bad-variable.mjs';
import { counted, revoked, throwBoom } from '../make-variables.mjs';
import { BOOM, UNREADABLE } from '../failure-reasons.mjs';

/** @param {() => unknown} makeThrown */
function throwing(makeThrown) {
  return () =>
    new FuncVar(() => {
      throw makeThrown();
    });
}

/**
 * @param {string} member
 * @param {PropertyDescriptor} descriptor
 */
function errorWith(member, descriptor) {
  return () => Object.defineProperty(new Error('boom'), member, descriptor);
}

/** @returns {never} */
function throwAnother() {
  throw new Error('not even this');
}

/** Functions that throw (D1). */
export const throwingVariables = [
  fails(
    'throws an Error',
    throwing(() => new RangeError('boom')),
    /^RangeError: boom$/,
  ),
  fails(
    'throws a string',
    throwing(() => 'boom'),
    /^boom$/,
  ),
  fails(
    'throws undefined',
    throwing(() => undefined),
    /^undefined$/,
  ),
  fails(
    'throws null',
    throwing(() => null),
    /^null$/,
  ),
  fails(
    'throws a number',
    throwing(() => 42),
    /^42$/,
  ),
  fails(
    'throws a symbol',
    throwing(() => Symbol('boom')),
    /^Symbol\(boom\)$/,
  ),
  fails(
    'throws a function',
    throwing(() => () => 'boom'),
    /=> 'boom'|=> "boom"/,
  ),
  fails(
    'throws an object without prototype',
    throwing(() => Object.create(null)),
    UNREADABLE,
  ),
  fails(
    'throws an Error whose message throws',
    throwing(errorWith('message', { get: throwAnother })),
    UNREADABLE,
  ),
  fails(
    'throws an Error whose name throws',
    throwing(errorWith('name', { get: throwAnother })),
    UNREADABLE,
  ),
  fails(
    'throws an Error whose message is no text',
    throwing(errorWith('message', { value: { toString: throwAnother } })),
    UNREADABLE,
  ),
  fails(
    'throws a Proxy that throws',
    throwing(() => new Proxy({}, { getPrototypeOf: throwAnother })),
    UNREADABLE,
  ),
  fails(
    'throws a revoked Proxy',
    throwing(() => revoked({})),
    UNREADABLE,
  ),
  fails(
    'throws a forged log line',
    throwing(() => new Error('x\r\n[Nest] LOG fine\u001b[2J\u202e\u2028')),
    /^Error: x\ufffd\ufffd\[Nest\] LOG fine\ufffd\[2J\ufffd\ufffd$/,
  ),
  fails(
    'throws an Error of 10 MB',
    throwing(() => new Error('x'.repeat(10_000_000))),
    /^Error: x{193}…$/,
  ),
  fails(
    'throws an AggregateError',
    throwing(() => new AggregateError([new Error('one')], 'several')),
    /^AggregateError: several$/,
  ),
  omits(
    'throws, and is called once for each document',
    counted(throwBoom),
    '{"is called once": true}',
    failureAt(BOOM, 'a'),
  ),
  fails(
    'calls itself without end',
    () => {
      /** @returns {unknown[]} */
      const endless = () => [endless()];
      return new FuncVar(endless);
    },
    /^RangeError: Maximum call stack size exceeded$/,
  ),
];
