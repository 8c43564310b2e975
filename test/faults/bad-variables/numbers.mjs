import {
  failureAt,
  fails,
  func,
  gives,
  constantFunc,
  omits,
} from '../bad-variable.mjs';
import { floatOf, intOf, mapOf } from '../make-variables.mjs';
import { cannotHold } from '../failure-reasons.mjs';

const BITS = /^Error: an integer has more than 256 bits$/;

/** Numbers that JSON has not, or that are easily written wrongly: D3, D4, D6, D16. */
export const numberVariables = [
  fails(
    'NaN',
    func(() => NaN),
    cannotHold('NaN'),
  ),
  fails(
    'Infinity',
    func(() => Infinity),
    cannotHold('Infinity'),
  ),
  fails(
    '-Infinity',
    func(() => -Infinity),
    cannotHold('-Infinity'),
  ),
  gives(
    'NaN in an object',
    func(() => ({ a: 1, nan: NaN, inf: Infinity, b: { nan: NaN } })),
    '{"a":1,"b":{}}',
  ),
  gives(
    'NaN in an array',
    func(() => [1, NaN, -Infinity, [NaN]]),
    '[1,null,null,[null]]',
  ),
  gives(
    'NaN in a Map',
    func(
      () =>
        new Map([
          ['a', NaN],
          ['b', 1],
        ]),
    ),
    '{"b":1}',
  ),
  gives(
    'NaN in a Set',
    func(() => new Set([NaN, 1])),
    '[null,1]',
  ),
  gives(
    'NaN in a Float32Array',
    func(() => new Float32Array([1.5, NaN, Infinity])),
    '[1.5,null,null]',
  ),
  gives(
    'NaN in a box',
    func(() => ({ a: 1, nan: Object(NaN) })),
    '{"a":1}',
  ),
  gives(
    'NaN from toJSON',
    func(() => [{ toJSON: () => NaN }]),
    '[null]',
  ),
  fails('FloatVar of NaN', () => floatOf(NaN), cannotHold('NaN')),
  fails(
    'FloatVar of Infinity',
    () => floatOf(Infinity),
    cannotHold('Infinity'),
  ),
  fails(
    'FloatVar of -Infinity',
    () => floatOf(-Infinity),
    cannotHold('-Infinity'),
  ),
  omits(
    'FloatVars of NaN in a map',
    () =>
      mapOf({
        a: floatOf(NaN),
        b: floatOf(0.5),
        c: floatOf(Infinity),
        d: floatOf(1),
      }),
    '{"b": 0.5, "d": 1}',
    failureAt(cannotHold('NaN'), 'a'),
    failureAt(cannotHold('Infinity'), 'c'),
  ),
  gives(
    '-0',
    func(() => -0),
    '-0',
  ),
  gives(
    '-0 in an array',
    func(() => [-0, 0]),
    '[-0,0]',
  ),
  gives(
    '1e21',
    func(() => 1e21),
    '1e+21',
  ),
  gives(
    '5e-324',
    func(() => 5e-324),
    '5e-324',
  ),
  gives(
    'the largest number',
    func(() => Number.MAX_VALUE),
    '1.7976931348623157e+308',
  ),
  gives(
    '2^53',
    func(() => 2 ** 53),
    '9007199254740992',
  ),
  gives(
    '0.1 + 0.2',
    func(() => 0.1 + 0.2),
    '0.30000000000000004',
  ),
  gives('FloatVar of -0', () => floatOf(-0), '-0'),
  gives('FloatVar of 1e21', () => floatOf(1e21), '1e+21'),
  gives('FloatVar of 5e-324', () => floatOf(5e-324), '5e-324'),
  gives(
    'IntVar at its lower end',
    () => intOf(-(2n ** 63n)),
    '-9223372036854775808',
  ),
  gives(
    'IntVar at its upper end',
    () => intOf(2n ** 63n - 1n),
    '9223372036854775807',
  ),
  gives(
    'bigint',
    func(() => 2n ** 53n + 1n),
    '9007199254740993',
  ),
  gives(
    'bigint in an object',
    func(() => ({ n: -(2n ** 64n) })),
    '{"n":-18446744073709551616}',
  ),
  gives(
    'bigint of 256 bits',
    func(() => [2n ** 256n - 1n, -(2n ** 256n) + 1n]),
    `[${2n ** 256n - 1n},-${2n ** 256n - 1n}]`,
  ),
  fails(
    'bigint of 257 bits',
    func(() => 2n ** 256n),
    BITS,
  ),
  fails(
    'bigint of 257 bits below zero',
    func(() => -(2n ** 256n)),
    BITS,
  ),
  fails(
    'bigint of a million bits',
    constantFunc(() => 2n ** 1_000_000n),
    BITS,
  ),
  fails(
    'bigint of a million bits in an object',
    constantFunc(() => ({ a: 1, n: 2n ** 1_000_000n })),
    BITS,
  ),
  fails(
    'bigint of a million bits in a box',
    constantFunc(() => Object(2n ** 1_000_000n)),
    BITS,
  ),
  fails(
    'bigint of a million bits as a Map key',
    constantFunc(() => new Map([[2n ** 1_000_000n, 1]])),
    BITS,
  ),
];
