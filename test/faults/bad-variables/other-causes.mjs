import {
  FloatVar,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  StringVar,
} from 'nestjs-expvar';
import { failureAt, fails, func, gives, omits } from '../bad-variable.mjs';
import {
  CustomVar,
  floatOf,
  intOf,
  mapOf,
  textOf,
  throwBoom,
} from '../make-variables.mjs';
import { BOOM, cannotHold, NOT_JSON, REVOKED } from '../failure-reasons.mjs';

const ITSELF = /^Error: the (?:value|map) contains itself$/;
const NAN = cannotHold('NaN');
const IN_VALUE = '(a variable in its value)';

/**
 * A Proxy of a variable that becomes bad once it is published.
 *
 * @template {object} T
 * @param {T} target
 * @param {(handler: ProxyHandler<T>, revoke: () => void) => void} spoil
 */
function spoilt(target, spoil) {
  /** @type {ProxyHandler<T>} */
  const handler = {};
  const { proxy, revoke } = Proxy.revocable(target, handler);
  queueMicrotask(() => spoil(handler, revoke));
  return proxy;
}

function brokenRate() {
  let calls = 0;
  return new RateVar(() => (calls++ === 0 ? 0 : throwBoom()));
}

const customVariables = [
  fails('custom text that throws', () => new CustomVar(throwBoom), BOOM),
  ...[
    ['undefined', undefined],
    ['a number', 5],
    ['a box', Object('1')],
    ['null', null],
    ['a promise', Promise.resolve('1')],
  ].map(([what, given]) =>
    fails(
      `custom text that is ${what}`,
      () => textOf(given),
      /^TypeError: toString\(\) must return a string; it returned [\w ]+$/,
    ),
  ),
  ...[
    ['empty', ''],
    ['NaN', 'NaN'],
    ['a bare word', 'fine'],
    ['two values', '1 2'],
    ['unfinished', '{"a":1'],
    ['too much', '{"a":1},'],
    ['quoted wrongly', "{'a':1}"],
    ['a forged neighbour', '1,\n"forged": 2'],
    ['with a byte order mark', '\ufeff1'],
    ['with a control character', '"a\nb"'],
  ].map(([what, given]) =>
    fails(`custom text that is ${what}`, () => textOf(given), NOT_JSON),
  ),
  fails(
    'custom text with a number beyond float64',
    () => textOf('[1e999]'),
    /^RangeError: toString\(\) returned a number beyond float64$/,
  ),
  gives(
    'custom text of several lines',
    () => textOf(' {\n  "a": [1, 2]\n}\n'),
    ' {\n  "a": [1, 2]\n}\n',
  ),
  gives(
    'custom text with a lone surrogate',
    () => textOf('"\ud800"'),
    '"\ufffd"',
  ),
  fails(
    "custom text of an IntVar of one's own",
    () => Object.assign(new IntVar(), { toString: () => 'one' }),
    NOT_JSON,
  ),
  fails(
    "custom text of a StringVar of one's own",
    () => Object.assign(new StringVar(), { toString: throwBoom }),
    BOOM,
  ),
  fails(
    "custom text of a FloatVar of one's own",
    () => Object.assign(new FloatVar(), { toString: () => '1e' }),
    NOT_JSON,
  ),
  fails(
    "custom text of a MapVar of one's own",
    () => Object.assign(new MapVar(), { toString: throwBoom }),
    BOOM,
  ),
  fails(
    "custom text of a FuncVar of one's own",
    () => Object.assign(new FuncVar(() => 1), { toString: () => '1,' }),
    NOT_JSON,
  ),
  fails(
    "custom text of a HistogramVar of one's own",
    () => Object.assign(new HistogramVar(), { toString: () => '{"count":' }),
    NOT_JSON,
  ),
  fails(
    "custom text of a RateVar of one's own",
    () => Object.assign(new RateVar(), { toString: () => '1 2' }),
    NOT_JSON,
  ),
  gives(
    "value of a HistogramVar of one's own",
    () =>
      Object.defineProperty(new HistogramVar(), 'value', { get: throwBoom }),
    '{"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0}',
  ),
  gives(
    "value of a RateVar of one's own",
    () => Object.defineProperty(new RateVar(), 'value', { get: throwBoom }),
    '{"count":0,"rate1m":0,"rate5m":0,"rate15m":0}',
  ),
  fails(
    'HistogramVar whose clock throws',
    () => new HistogramVar({ window: 1 }, throwBoom),
    BOOM,
  ),
  fails('RateVar whose clock throws', () => brokenRate(), BOOM),
  fails(
    'variable of another copy of the package',
    () =>
      /** @type {any} */ ({
        [Symbol.for('nestjs-expvar:var')]: 'int',
        toString: () => '1,',
      }),
    NOT_JSON,
  ),
];

const proxyVariables = [
  gives('Proxy of a variable', () => new Proxy(intOf(7), {}), '7'),
  fails(
    'Proxy of a variable that is revoked',
    () => spoilt(intOf(7), (_handler, revoke) => revoke()),
    REVOKED,
  ),
  fails(
    'Proxy of a variable that throws in get',
    () => spoilt(intOf(7), (handler) => (handler.get = throwBoom)),
    BOOM,
  ),
  fails(
    'Proxy of a variable that throws in has',
    () => spoilt(textOf('7'), (handler) => (handler.has = throwBoom)),
    BOOM,
  ),
  gives(
    'Proxy of a variable that throws in getPrototypeOf',
    () => spoilt(intOf(7), (handler) => (handler.getPrototypeOf = throwBoom)),
    '7',
  ),
  omits(
    'Proxies of variables in a map',
    () =>
      mapOf({
        a: intOf(1),
        b: spoilt(intOf(2), (_handler, revoke) => revoke()),
        c: spoilt(intOf(3), (handler) => (handler.get = throwBoom)),
        d: intOf(4),
      }),
    '{"a": 1, "d": 4}',
    failureAt(REVOKED, 'b'),
    failureAt(BOOM, 'c'),
  ),
];

const mapVariables = [
  omits(
    'map in itself',
    () => {
      const map = mapOf({ a: intOf(1) });
      map.set('self', map);
      return map;
    },
    '{"a": 1}',
    failureAt(ITSELF, 'self'),
  ),
  omits(
    'maps in each other',
    () => {
      const outer = mapOf({ z: intOf(1) });
      outer.set('inner', mapOf({ outer, a: intOf(2) }));
      return outer;
    },
    '{"inner": {"a": 2}, "z": 1}',
    failureAt(ITSELF, 'inner', 'outer'),
  ),
  omits(
    'map in itself, through a function',
    () => {
      const map = mapOf({ a: intOf(1) });
      map.set('func', new FuncVar(() => map));
      return map;
    },
    '{"a": 1}',
    failureAt(ITSELF, 'func'),
  ),
  omits(
    'map in itself, through a value',
    () => {
      const map = mapOf({ a: intOf(1) });
      map.set('func', new FuncVar(() => [map]));
      return map;
    },
    '{"a": 1, "func": [null]}',
    failureAt(ITSELF, 'func', IN_VALUE),
  ),
  omits(
    'map whose first key fails',
    () => mapOf({ a: new FuncVar(throwBoom), b: intOf(1), c: intOf(2) }),
    '{"b": 1, "c": 2}',
    failureAt(BOOM, 'a'),
  ),
  omits(
    'map whose middle key fails',
    () => mapOf({ a: intOf(1), b: new FuncVar(throwBoom), c: intOf(2) }),
    '{"a": 1, "c": 2}',
    failureAt(BOOM, 'b'),
  ),
  omits(
    'map whose last key fails',
    () => mapOf({ a: intOf(1), b: intOf(2), c: new FuncVar(throwBoom) }),
    '{"a": 1, "b": 2}',
    failureAt(BOOM, 'c'),
  ),
  omits(
    'map whose keys all fail',
    () =>
      mapOf({
        async: new FuncVar(async () => throwBoom()),
        func: new FuncVar(throwBoom),
        nan: floatOf(NaN),
        text: textOf(''),
        'very long': new FuncVar(() => 'x'.repeat(2 ** 20)),
      }),
    '{}',
    failureAt(BOOM, 'async'),
    failureAt(BOOM, 'func'),
    failureAt(NAN, 'nan'),
    failureAt(NOT_JSON, 'text'),
    failureAt(/longer than/, 'very long'),
  ),
  omits(
    'map of maps whose keys fail',
    () =>
      mapOf({
        a: mapOf({ nan: floatOf(NaN) }),
        b: mapOf({ c: mapOf({ d: intOf(1), nan: floatOf(NaN) }) }),
      }),
    '{"a": {}, "b": {"c": {"d": 1}}}',
    failureAt(NAN, 'a', 'nan'),
    failureAt(NAN, 'b', 'c', 'nan'),
  ),
  gives(
    'map with null',
    () => mapOf({ a: null, b: intOf(1) }),
    '{"a": null, "b": 1}',
  ),
  gives('null', () => null, 'null'),
];

const funcVariables = [
  gives(
    'variable from a function',
    func(() => intOf(7)),
    '7',
  ),
  fails(
    'variable from a function, which fails',
    func(() => floatOf(NaN)),
    NAN,
  ),
  omits(
    'map from a function, of which a key fails',
    func(() => mapOf({ a: intOf(1), nan: floatOf(NaN) })),
    '{"a": 1}',
    failureAt(NAN, 'nan'),
  ),
  fails(
    'function that gives itself',
    () => {
      /** @type {FuncVar} */
      const self = new FuncVar(() => self);
      return self;
    },
    ITSELF,
  ),
  fails(
    'function that resolves to itself',
    () => {
      /** @type {FuncVar} */
      const self = new FuncVar(async () => self);
      return self;
    },
    ITSELF,
  ),
  fails(
    'functions that give each other',
    () => {
      /** @type {FuncVar} */
      const other = new FuncVar(() => self);
      /** @type {FuncVar} */
      const self = new FuncVar(() => other);
      return self;
    },
    ITSELF,
  ),
  omits(
    'function that gives itself, inside',
    () => {
      /** @type {FuncVar} */
      const self = new FuncVar(() => ({ a: 1, self }));
      return self;
    },
    '{"a":1}',
    failureAt(ITSELF, IN_VALUE),
  ),
  gives(
    'function that asks for its own text',
    () => {
      /** @type {FuncVar} */
      const self = new FuncVar(() => self.toString());
      return self;
    },
    '"null"',
  ),
  gives(
    'variables in a value',
    func(() => ({ a: intOf(1), b: [mapOf({ c: floatOf(1e6) })] })),
    '{"a":1,"b":[{"c": 1e+06}]}',
  ),
  omits(
    'variables in a value, which fail',
    func(() => ({ a: intOf(1), nan: floatOf(NaN) })),
    '{"a":1}',
    failureAt(NAN, IN_VALUE),
  ),
  omits(
    'variables in an array, which fail',
    func(() => [new FuncVar(throwBoom), 1]),
    '[null,1]',
    failureAt(BOOM, IN_VALUE),
  ),
  omits(
    'map in a value, of which a key fails',
    func(() => ({ map: mapOf({ a: intOf(1), nan: floatOf(NaN) }) })),
    '{"map":{"a": 1}}',
    failureAt(NAN, IN_VALUE, 'nan'),
  ),
  omits(
    'async function in a value',
    func(() => ({ a: 1, func: new FuncVar(async () => throwBoom()) })),
    '{"a":1}',
    failureAt(/^Error: a promise has no value outside a scrape$/, IN_VALUE),
  ),
];

/** Variables that fail otherwise than by their function's value. */
export const otherVariables = [
  ...customVariables,
  ...proxyVariables,
  ...mapVariables,
  ...funcVariables,
];
