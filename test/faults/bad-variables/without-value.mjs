import { BehaviorSubject, of, Subject } from 'rxjs';
import { fails, func, gives } from '../bad-variable.mjs';
import { cannotHold } from '../failure-reasons.mjs';

const OBSERVABLE = /such as an Observable; subscribe to it/;

function* generator() {
  yield 1;
}

/** Functions that return nothing that JSON can hold (D4, D5). */
export const variablesWithoutValue = [
  fails(
    'undefined',
    func(() => undefined),
    cannotHold('undefined'),
  ),
  fails(
    'a function',
    func(() => () => 1),
    /type function$/,
  ),
  fails(
    'a class',
    func(() => class Account {}),
    /type function$/,
  ),
  fails(
    'a symbol',
    func(() => Symbol('s')),
    /type symbol$/,
  ),
  fails(
    'an Observable',
    func(() => of(1)),
    OBSERVABLE,
  ),
  fails(
    'a Subject',
    func(() => new Subject()),
    OBSERVABLE,
  ),
  fails(
    'a BehaviorSubject',
    func(() => new BehaviorSubject(1)),
    OBSERVABLE,
  ),
  fails(
    'a promise of an Observable',
    func(async () => of(1)),
    OBSERVABLE,
  ),
  gives(
    'Observables in an object',
    func(() => ({ a: 1, prices: of(1), list: [new Subject()] })),
    '{"a":1,"list":[null]}',
  ),
  gives(
    'undefined, functions and symbols in an object',
    func(() => ({ u: undefined, f: () => 1, s: Symbol('s'), b: 2 })),
    '{"b":2}',
  ),
  gives(
    'undefined, functions and symbols in an array',
    func(() => [undefined, () => 1, Symbol('s'), 2]),
    '[null,null,null,2]',
  ),
  gives(
    'undefined, functions and symbols in a Map',
    func(
      () =>
        new Map(
          /** @type {[string, unknown][]} */ ([
            ['u', undefined],
            ['f', () => 1],
            ['s', Symbol('s')],
            ['b', 2],
          ]),
        ),
    ),
    '{"b":2}',
  ),
  gives(
    'undefined in a Set',
    func(() => new Set([undefined, 2])),
    '[null,2]',
  ),
  gives(
    'holes in an array',
    func(() => {
      const sparse = [1];
      sparse[2] = 3;
      return sparse;
    }),
    '[1,null,3]',
  ),
  gives('a generator', func(generator), '{}'),
  gives(
    'a WeakMap and a WeakRef',
    func(() => [new WeakMap(), new WeakRef({})]),
    '[{},{}]',
  ),
];
