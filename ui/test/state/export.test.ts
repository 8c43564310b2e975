import { expect, test } from 'vitest';
import { compareStores, compareWithReference } from '../../state/compare.js';
import { Changes } from '../../state/changes.js';
import {
  csvOf,
  markdownTable,
  rowsAsJson,
  rowsAsTable,
  rowsAsValues,
  seriesAsCsv,
  variableAsJson,
} from '../../state/export.js';
import { parseFilter } from '../../state/filter.js';
import { pathKey } from '../../state/path-key.js';
import { buildRows, type Row } from '../../state/rows.js';
import { Store } from '../../state/store.js';
import type { ValueNode } from '../../state/variable-tree.js';
import { createDelta, createSnapshot, MONO, WALL } from '../snapshots.js';

function rowsOf(store: Store, ...pins: string[]): readonly Row[] {
  return buildRows(store, {
    filter: parseFilter(''),
    segment: 'all',
    sort: 'name',
    descending: false,
    pins: new Set(pins),
    expanded: new Map(),
    changes: undefined,
  }).rows;
}

const store = new Store(
  createSnapshot(
    [
      [['big'], 2n ** 63n],
      [['map', 'a|b'], 1536],
      [['map', '=1+1'], '=HYPERLINK("x")'],
      [['map', '__proto__'], -0],
      [['bad'], null],
    ],
    [[['map', 'a|b'], { kind: 'gauge', unit: 'By', source: 'A, B' }]],
    { failures: [{ id: 5, reason: 'no <b>', since: WALL }] },
  ),
);

test('rows become a Markdown table that no name can break', () => {
  expect(
    markdownTable([
      ['Name', 'Value', 'Per second', 'Kind'],
      ...rowsAsTable(rowsOf(store), store, undefined),
    ]),
  ).toBe(
    `| Name | Value | Per second | Kind |
| --- | ---: | ---: | ---: |
| bad | ⚠ no \\<b\\> |  | null |
| big | 9,223,372,036,854,775,808 |  | number |
| map.a\\|b | 1.5 KiB |  | gauge |
| map.=1+1 | =HYPERLINK("x") |  | string |
| map.\\_\\_proto\\_\\_ | -0 |  | number |`,
  );
});

test('a pinned member of a map is one row of Markdown and of CSV', () => {
  const pinned = rowsOf(store, pathKey(['map', 'a|b']));
  const names = ['map.a|b', 'bad', 'big', 'map.=1+1', 'map.__proto__'];
  expect(rowsAsTable(pinned, store, undefined).map(([name]) => name)).toEqual(
    names,
  );
  expect(rowsAsValues(pinned, store, undefined).map(([name]) => name)).toEqual([
    'name',
    ...names,
  ]);
});

test('a long Markdown table is cut', () => {
  const rows = Array.from({ length: 300 }, (_, index) => [String(index)]);
  expect(markdownTable([['n'], ...rows])).toMatch(/\| 199 \|\n\n… \+100$/);
});

test('rows become CSV with exact numbers and without formulas', () => {
  expect(csvOf(rowsAsValues(rowsOf(store), store, undefined))).toBe(
    [
      'name,value,unit,kind,rate,source',
      'bad,null,,null,,',
      'big,9223372036854775808,,number,,',
      'map.a|b,1536,By,gauge,,"A, B"',
      `map.=1+1,"'=HYPERLINK(""x"")",,string,,`,
      'map.__proto__,-0,,number,,',
      '',
    ].join('\r\n'),
  );
});

test.each([
  ['-5.5e-7', '-5.5e-7'],
  ['+1', '+1'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-1+cmd', "'-1+cmd"],
  ['\tx', "'\tx"],
  ['a"b', '"a""b"'],
])('%j is the cell %s of CSV', (text, cell) => {
  expect(csvOf([[text]])).toBe(`${cell}\r\n`);
});

test('rows become JSON that is nested as in the document', () => {
  expect(rowsAsJson(rowsOf(store), store)).toBe(`{
  "big": 9223372036854775808,
  "map": {
    "a|b": 1536,
    "=1+1": "=HYPERLINK(\\"x\\")",
    "__proto__": -0
  },
  "bad": null
}`);
  expect(variableAsJson(store.find('map')!)).toContain('"a|b": 1536');
});

test('series become CSV with a column each', () => {
  const changing = new Store(
    createSnapshot([
      [['n'], 1],
      [['m'], 5],
    ]),
  );
  const values = [...changing.valuesById.values()];
  for (const { id } of values) {
    changing.addSeries(id);
  }
  changing.apply(createDelta(1, { 0: 2 }));
  changing.apply(createDelta(2, { 0: 3 }, { del: [1] }));
  expect(seriesAsCsv(values, changing, MONO + 1, MONO + 5000)).toBe(
    [
      'time,n,m',
      '2027-01-15T08:00:01.000Z,2,',
      '2027-01-15T08:00:02.000Z,3,',
      '',
    ].join('\r\n'),
  );
});

test('a comparison puts the greatest relative change first, and the process last', () => {
  const before = new Store(
    createSnapshot([
      [['memstats', 'Alloc'], 1],
      [['same'], 2n ** 63n],
      [['little'], 100],
      [['much'], 2],
      [['gone'], 1],
      [['list'], { json: '[1]', length: 3 }],
    ]),
  );
  const after = new Store(
    createSnapshot([
      [['memstats', 'Alloc'], 100],
      [['same'], 2n ** 63n],
      [['little'], 101],
      [['much'], 1],
      [['new'], 1],
      [['list'], { json: '[2]', length: 3 }],
    ]),
  );
  const differences = compareStores(before, after);
  expect(differences.map(({ path }) => path[0])).toEqual([
    'gone',
    'new',
    'much',
    'little',
    'list',
    'memstats',
  ]);
  expect(differences[2]).toMatchObject({
    before: 2,
    after: 1,
    relativeChange: -0.5,
  });
});

test('a list that grows beyond the characters that are known has changed', () => {
  const storeOf = (length: number) =>
    new Store(createSnapshot([[['list'], { json: '[1,2,', length }]]));
  expect(compareStores(storeOf(900), storeOf(901))).toHaveLength(1);
  expect(compareStores(storeOf(900), storeOf(900))).toEqual([]);
});

test('a comparison with the reference time has the values of that time', () => {
  const changing = new Store(
    createSnapshot([
      [['n'], 1],
      [['same'], 5],
    ]),
  );
  for (const { id } of changing.valuesById.values()) {
    changing.addSeries(id);
  }
  changing.apply(createDelta(1, { 0: 2 }));
  const changes = new Changes(changing, WALL + 1000);
  changing.apply(createDelta(2, { 0: 7 }));
  expect(compareWithReference(changing, changes)).toEqual([
    { path: ['n'], before: 2, after: 7, unit: undefined, relativeChange: 2.5 },
  ]);
  expect((changing.find('n') as ValueNode).value).toBe(7);
});
