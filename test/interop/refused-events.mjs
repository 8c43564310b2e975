/**
 * Events that an index with Metricbeat's template would not take as they are,
 * and what is wrong with them.
 */
export const REFUSED = [
  ['golang.sample.a is number and object', [sample('"a":1'), sample('"a":{}')]],
  [
    'golang.sample.a is object and boolean',
    [sample('"a":{}'), sample('"a":true')],
  ],
  [
    'golang.sample.a is number and object',
    [sample('"a":1'), sample('"a.b":1')],
  ],
  ['golang.sample.a is number and object', [sample('"a":[1,{"b":1}]')]],
  ['golang.sample.a. has an empty name', [sample('"a":{"":1}')]],
  ['golang.sample.a..b has an empty name', [sample('"a..b":1')]],
  ['golang.sample.a. has an empty name', [sample('"a.":1')]],
  [
    'golang.sample.a is number and string',
    [sample('"a":1'), sample('"a":"1"')],
  ],
  [
    'golang.sample.a is boolean and number',
    [sample('"a":true'), sample('"a":1')],
  ],
  [
    'golang.sample.a is date and string',
    [sample('"a":"2026-01-31T12:00:00Z"'), sample('"a":"soon"')],
  ],
  [
    'golang.heap.system.total is long, which cannot hold 1.5',
    ['{"golang":{"heap":{"system":{"total":1.5}}}}'],
  ],
  [
    'golang.heap.system.total is long, which cannot hold 9223372036854775808',
    ['{"golang":{"heap":{"system":{"total":9223372036854775808}}}}'],
  ],
  ['a is long, which cannot hold 0.5', ['{"a":0}', '{"a":0.5}']],
  ['a is float, which cannot hold 16777217', ['{"a":1.6777217e+07}']],
  [
    ' there are 1001 fields',
    [sample(Array.from({ length: 999 }, (_, i) => `"a${i}":1`).join())],
  ],
  [
    `golang.sample${'.a'.repeat(19)} is too deep`,
    [sample(`${'"a":{'.repeat(18)}"a":1${'}'.repeat(18)}`)],
  ],
];

function sample(members) {
  return `{"golang":{"sample":{${members}}}}`;
}
