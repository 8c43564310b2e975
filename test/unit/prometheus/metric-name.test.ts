import { expect, test } from 'vitest';
import { toLabelName, toSnakeCase } from '../../../src/metrics/label-name.js';
import type { MetricType } from '../../../src/metrics/metric-family.js';
import { escapeName } from '../../../src/prometheus/escape-name.js';
import { metricName, unitIn } from '../../../src/prometheus/metric-name.js';

function nameOf(
  path: readonly string[],
  type: MetricType = 'gauge',
  unit?: string,
  fullName?: string,
): string {
  return metricName(
    {
      type,
      path,
      unit,
      fullName,
      help: '',
      bounds: [],
      hasOwnBounds: false,
    },
    '',
  );
}

test.each([
  ['inFlight', 'in_flight'],
  ['HTTPPool', 'http_pool'],
  ['CuMemory', 'cu_memory'],
  ['p50', 'p50'],
  ['heap2Used', 'heap2_used'],
  ['already_snake', 'already_snake'],
])('turns %s into %s', (name, expected) => {
  expect(toSnakeCase(name)).toBe(expected);
});

test.each<[readonly string[], MetricType, string | undefined, string]>([
  [['quotes', 'inFlight'], 'gauge', '{call}', 'quotes_in_flight'],
  [['inFlight'], 'gauge', 'By', 'in_flight_bytes'],
  [['http', 'bytesOut'], 'counter', 'By', 'http_bytes_out'],
  [['total', 'requests'], 'counter', '1', 'requests'],
  [['load'], 'gauge', '1', 'load_ratio'],
  [['ratio', 'used'], 'gauge', '1', 'used_ratio'],
  [['speed'], 'gauge', 'By/s', 'speed_bytes_per_second'],
  [['wait'], 'histogram', 'ms', 'wait_milliseconds'],
  [['share'], 'unknown', '%', 'share_percent'],
  [['strange'], 'gauge', 'foo.bar', 'strange_foo_bar'],
  [['rate'], 'gauge', '{request}/s', 'rate_per_second'],
  [['constructor'], 'gauge', 'constructor', 'constructor'],
  [['build', 'info'], 'info', undefined, 'build'],
  [['a__b', '_c'], 'gauge', undefined, 'a_b_c'],
  [['total'], 'counter', undefined, 'total'],
  [['_'], 'gauge', undefined, '_'],
  [['运行时间'], 'gauge', 's', '运行时间_seconds'],
])('names %j of type %s and unit %s %s', (path, type, unit, expected) => {
  expect(nameOf(path, type, unit)).toBe(expected);
});

test.each<[MetricType, string, string]>([
  ['counter', 'jobs_total', 'jobs'],
  ['counter', 'jobs', 'jobs'],
  ['gauge', 'jobs_total', 'jobs_total'],
  ['info', 'build_info', 'build'],
])(
  'takes the suffix of type %s off the whole name %s',
  (type, name, expected) => {
    expect(nameOf(['x'], type, 's', name)).toBe(expected);
  },
);

test.each([
  ['wait_seconds', 's', 'seconds'],
  ['bytes_out', 'By', ''],
  ['speed_bytes_per_second', 'By/s', 'bytes_per_second'],
  ['load_ratio', '1', ''],
  ['seconds', 's', ''],
])(
  'says that %s of unit %s has the unit %j in its name',
  (name, unit, expected) => {
    expect(unitIn(name, unit)).toBe(expected);
  },
);

test.each([
  ['a.b', 'underscores', 'a_b'],
  ['9a', 'underscores', '_a'],
  ['a:b', 'underscores', 'a:b'],
  ['..', 'underscores', 'U___2e__2e_'],
  ['a_b.c d', 'dots', 'a__b_dot_c__d'],
  ['a_b', 'values', 'a_b'],
  ['a_b.😀', 'values', 'U__a__b_2e__1f600_'],
  ['a.b', 'allow-utf-8', 'a.b'],
] as const)('escapes %s by %s as %s', (name, escaping, expected) => {
  expect(escapeName(name, escaping)).toBe(expected);
});

test.each([
  ['appVersion', 'app_version'],
  ['a-b.c', 'a_b_c'],
  ['9x', '_9x'],
  ['__x', '_x'],
  ['运行', 'value'],
  ['', 'value'],
])('turns %j into the label %s', (name, expected) => {
  expect(toLabelName(name)).toBe(expected);
});
