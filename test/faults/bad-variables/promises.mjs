import { setTimeout } from 'node:timers/promises';
import { FuncVar, IntVar } from 'nestjs-expvar';
import {
  failureAt,
  fails,
  func,
  gives,
  constantFunc,
  omits,
  withLogLine,
  slow,
} from '../bad-variable.mjs';
import {
  counted,
  floatOf,
  intOf,
  mapOf,
  revoked,
  throwBoom,
} from '../make-variables.mjs';
import {
  BOOM,
  cannotHold,
  REVOKED,
  TOO_LONG,
  UNREADABLE,
  VARIABLES_TOO_DEEP,
} from '../failure-reasons.mjs';

const DEADLINE = /^Error: no value within 500 ms$/;
const SLOW_MS = 50;
const LATE_MS = 700;
/** The log mentions functions that block for longer than 50 ms. */
const BLOCKING_MS = 60;

/** @param {() => unknown} makeReason */
function rejecting(makeReason) {
  return func(() => Promise.reject(makeReason()));
}

/** @param {(resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void} then */
function thenable(then) {
  return func(() => ({ then }));
}

function throwingOnSecondRead() {
  let reads = 0;
  return {
    get then() {
      return reads++ === 0 ? () => {} : throwBoom();
    },
  };
}

/** A Proxy that throws for every property but `then`. */
function shy() {
  /**
   * @param {object} _target
   * @param {string | symbol} key
   */
  const get = (_target, key) => (key === 'then' ? undefined : throwBoom());
  return new Proxy({}, { get });
}

function block() {
  const start = performance.now();
  while (performance.now() - start < BLOCKING_MS);
}

/** @returns {FuncVar} */
function asyncChain() {
  return new FuncVar(async () => asyncChain());
}

/** A promise whose own `then` calls back before it returns. */
function callingBackAtOnce() {
  return Object.assign(Promise.resolve(), {
    /** @param {(value: number) => void} settle */
    then: (settle) => settle(1),
  });
}

function hangingOnce() {
  let calls = 0;
  return () => (calls++ === 0 ? new Promise(() => {}) : throwBoom());
}

/** Async functions (D2, D15, F1, F5). */
export const promiseVariables = [
  fails(
    'rejects with an Error',
    rejecting(() => new RangeError('boom')),
    /^RangeError: boom$/,
  ),
  fails(
    'rejects with undefined',
    rejecting(() => undefined),
    /^undefined$/,
  ),
  fails(
    'rejects with an unreadable error',
    rejecting(() => Object.create(null)),
    UNREADABLE,
  ),
  fails(
    'rejects always with the same promise',
    () => {
      const rejected = Promise.reject(new Error('boom'));
      rejected.catch(() => {});
      return new FuncVar(() => rejected);
    },
    BOOM,
  ),
  fails(
    'throws in an async function',
    func(async () => throwBoom()),
    BOOM,
  ),
  fails(
    'throws in an async function, a turn later',
    func(async () => {
      await setTimeout(1);
      throwBoom();
    }),
    BOOM,
  ),
  slow(
    fails(
      'rejects after the deadline',
      func(async () => {
        await setTimeout(LATE_MS, undefined, { ref: false });
        throwBoom();
      }),
      // A later document may be there when it does.
      /^Error: (?:no value within 500 ms|boom)$/,
    ),
  ),
  slow(
    fails(
      'never settles',
      func(() => new Promise(() => {})),
      DEADLINE,
    ),
  ),
  slow(
    fails(
      'never settles, and is not called again',
      () => new FuncVar(hangingOnce()),
      DEADLINE,
    ),
  ),
  gives(
    'resolves, and is called once for each document',
    counted(async () => 1),
    '{"a": 1, "is called once": true}',
  ),
  slow(
    omits(
      'never settles, in a map',
      () =>
        mapOf({ ok: intOf(1), hung: new FuncVar(() => new Promise(() => {})) }),
      '{"ok": 1}',
      failureAt(DEADLINE, 'hung'),
    ),
  ),
  slow(
    gives(
      'takes 50 ms',
      func(() => setTimeout(SLOW_MS, 'there')),
      '"there"',
    ),
  ),
  slow(
    gives(
      'takes 50 ms while another blocks',
      func(async () => {
        await setTimeout(SLOW_MS);
        return 'there';
      }),
      '"there"',
    ),
  ),
  slow(
    withLogLine(
      gives(
        'blocks 60 ms',
        func(() => {
          block();
          return 'done';
        }),
        '"done"',
      ),
      /^blocked the event loop for \d+ ms/,
    ),
  ),
  slow(
    fails(
      'is a thenable that never calls back',
      thenable(() => {}),
      DEADLINE,
    ),
  ),
  gives(
    'is a thenable that calls back twice',
    thenable((settle) => {
      settle('first');
      settle('second');
    }),
    '"first"',
  ),
  gives(
    'is a thenable that settles, rejects and throws',
    thenable((settle, reject) => {
      settle('first');
      reject(new Error('second'));
      throwBoom();
    }),
    '"first"',
  ),
  fails('is a thenable that throws', thenable(throwBoom), BOOM),
  fails(
    'is a thenable whose then cannot be read',
    func(() => ({
      get then() {
        return throwBoom();
      },
    })),
    BOOM,
  ),
  fails(
    'is a thenable whose then can be read once',
    func(throwingOnSecondRead),
    BOOM,
  ),
  gives(
    'has a then that is no function',
    func(() => ({ then: 1 })),
    '{"then":1}',
  ),
  fails(
    'is a function with a then',
    func(() =>
      Object.assign(() => {}, {
        /** @param {(value: number) => void} settle */
        then: (settle) => settle(1),
      }),
    ),
    /type function$/,
  ),
  fails(
    'is a promise whose own then throws',
    func(() => Object.assign(Promise.resolve(), { then: throwBoom })),
    BOOM,
  ),
  gives(
    'is a promise whose own then calls back at once',
    counted(callingBackAtOnce),
    '{"a": 1, "is called once": true}',
  ),
  slow(
    fails(
      'is a mock that answers everything with itself',
      constantFunc(() => {
        const mock = new Proxy({}, { get: () => () => mock });
        return mock;
      }),
      DEADLINE,
    ),
  ),
  fails(
    'resolves to NaN',
    func(async () => NaN),
    cannotHold('NaN'),
  ),
  fails(
    'resolves to undefined',
    func(async () => {}),
    cannotHold('undefined'),
  ),
  fails(
    'resolves to a revoked Proxy',
    func(async () => revoked({})),
    REVOKED,
  ),
  fails(
    'resolves to a Proxy that throws',
    func(async () => shy()),
    BOOM,
  ),
  gives(
    'resolves to a variable',
    func(async () => floatOf(1e6)),
    '1e+06',
  ),
  gives(
    'resolves to a variable that resolves to a variable',
    func(async () => new FuncVar(async () => new IntVar())),
    '0',
  ),
  fails('resolves to variables without end', asyncChain, VARIABLES_TOO_DEEP),
  fails(
    'resolves to an object too long',
    func(async () => ({ text: 'x'.repeat(2 ** 20) })),
    TOO_LONG,
  ),
  gives(
    'has promises in an object',
    func(() => ({ a: 1, promise: Promise.resolve(2) })),
    '{"a":1}',
  ),
  gives(
    'has promises in an array',
    func(() => [Promise.resolve(1), 2]),
    '[null,2]',
  ),
  gives(
    'has promises in a Map and a Set',
    func(() => ({
      map: new Map([['promise', Promise.resolve(1)]]),
      set: new Set([Promise.resolve(1)]),
    })),
    '{"map":{},"set":[null]}',
  ),
  gives(
    'has an async toJSON that rejects, in an object',
    func(() => ({ a: 1, b: { toJSON: async () => throwBoom() } })),
    '{"a":1}',
  ),
  gives(
    'has a promise that never settles in an object',
    constantFunc(() => ({ a: 1, promise: new Promise(() => {}) })),
    '{"a":1}',
  ),
];
