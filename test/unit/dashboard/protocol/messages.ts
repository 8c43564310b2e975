import fc from 'fast-check';
import {
  type Delta,
  type Failure,
  type Interval,
  type IntervalSeries,
  type Meta,
  type Nodes,
  type ProcessEvent,
  RUNTIME_SERIES,
  type RuntimeHistory,
  type Snapshot,
  type Value,
} from '../../../../src/dashboard/protocol/types.js';

// Arbitrary messages, as a correct server sends them.

const id = fc.nat();
const text = fc.string({ unit: 'binary', maxLength: 20 });
const path = fc.array(text, { maxLength: 5 });
const wall = fc.integer({ min: -8.64e15, max: 8.64e15 });
const mono = fc.double({ min: 0, max: 1e14, noNaN: true }).map(plusZero);
const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const sample = fc.option(finite.map(plusZero));

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -0, 5e-324, 2 ** 53, -1.5e300),
  fc.integer(),
  finite,
  text,
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
  fc.record({ json: text, length: fc.integer({ min: 40, max: 1e9 }) }),
);

const limits = fc.record(
  { warning: finite.map(plusZero), below: fc.boolean() },
  { requiredKeys: [] },
);

const meta: fc.Arbitrary<Meta> = fc.record(
  {
    type: fc.constantFrom('int' as const, 'histogram' as const),
    kind: fc.constantFrom('counter' as const, 'gauge' as const),
    unit: text,
    description: text,
    source: text,
    limits,
  },
  { requiredKeys: [] },
);

/** @param firstParent the id of an object that another message has sent */
function nodes(firstParent: number): fc.Arbitrary<Nodes> {
  const node = fc.record({
    gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 50 })),
    parent: fc.nat(),
    key: text,
    meta: fc.integer({ min: -1, max: 2 }),
    value: fc.option(value, { nil: undefined }),
  });
  return fc
    .tuple(fc.array(node, { maxLength: 30 }), fc.array(meta, { minLength: 3 }))
    .map(([drawn, dict]) => {
      let lastId = firstParent;
      const objects = [firstParent];
      const ids: number[] = [];
      const parents: number[] = [];
      for (const { gap, parent, value: drawnValue } of drawn) {
        lastId += gap;
        ids.push(lastId);
        parents.push(objects[parent % objects.length]!);
        if (drawnValue === undefined) {
          objects.push(lastId);
        }
      }
      return {
        ids,
        parents,
        keys: drawn.map(({ key }) => key),
        meta: drawn.map((each) => each.meta),
        dict,
        values: drawn.map((each) => each.value),
      };
    });
}

const series: fc.Arbitrary<IntervalSeries> = fc.record(
  {
    id,
    kind: fc.constantFrom('route' as const, 'method' as const),
    path,
    unit: fc.constantFrom('s' as const, 'ms' as const, 'us' as const),
  },
  { requiredKeys: ['id', 'kind', 'path'] },
);

/** Pairs of an ascending key and a count. */
const buckets: fc.Arbitrary<number[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 0x7ff * 16 - 1 }))
  .map((keys) =>
    keys.toSorted((a, b) => a - b).flatMap((key) => [key, key % 7]),
  );

const interval: fc.Arbitrary<Interval> = fc.record({
  mono,
  wall,
  seconds: fc.integer({ min: 0, max: 1000 }),
  rows: fc.array(
    fc.record(
      {
        id,
        count: id,
        errors: id,
        clientErrors: id,
        aborted: id,
        bytes: id,
        sum: finite.map(plusZero),
        max: finite.map(plusZero),
        buckets,
      },
      {
        requiredKeys: [
          'id',
          'count',
          'errors',
          'clientErrors',
          'aborted',
          'bytes',
          'sum',
          'max',
          'buckets',
        ],
      },
    ),
  ),
});

const event: fc.Arbitrary<ProcessEvent> = fc.record(
  {
    id,
    mono,
    wall,
    kind: fc.constantFrom('blocked' as const, 'failed' as const),
    seconds: finite.map(plusZero),
    path,
    reason: text,
  },
  { requiredKeys: ['id', 'mono', 'wall', 'kind'] },
);

const failure: fc.Arbitrary<Failure> = fc.record({
  id,
  reason: text,
  since: wall,
});

const runtime: fc.Arbitrary<RuntimeHistory> = fc
  .array(
    fc.tuple(
      mono,
      wall,
      fc.array(sample, {
        minLength: RUNTIME_SERIES.length,
        maxLength: RUNTIME_SERIES.length,
      }),
    ),
    { maxLength: 10 },
  )
  .map((rows) => ({
    mono: rows.map(([time]) => time).toSorted((a, b) => a - b),
    wall: rows.map(([, time]) => time),
    series: Object.fromEntries(
      RUNTIME_SERIES.map((name, i) => [
        name,
        rows.map(([, , samples]) => samples[i]!),
      ]),
    ) as unknown as RuntimeHistory['series'],
  }));

export const snapshots: fc.Arbitrary<Snapshot> = fc.record({
  process: fc.record({
    id: text,
    app: text,
    host: text,
    pid: id,
    node: text,
    startedAt: wall,
  }),
  n: id,
  mono,
  wall,
  intervalMs: fc.integer({ min: 1, max: 60_000 }),
  history: fc.boolean(),
  heapLimit: sample,
  cpus: sample,
  nodes: nodes(-1),
  lazy: fc.array(fc.tuple(fc.integer({ min: -1, max: 100 }), id)),
  runtime,
  failures: fc.array(failure),
  late: fc.array(id),
  series: fc.array(series),
  intervals: fc.array(interval, { maxLength: 3 }),
  events: fc.array(event),
  limits: fc.record(
    { eventLoopDelay: limits, heap: limits, cpu: limits, serverErrors: limits },
    { requiredKeys: [] },
  ),
});

export const deltas: fc.Arbitrary<Delta> = fc
  .record(
    {
      n: id,
      mono,
      wall,
      r: fc.array(sample, {
        minLength: RUNTIME_SERIES.length,
        maxLength: RUNTIME_SERIES.length,
      }),
      del: fc.array(id),
      add: nodes(7),
      changes: fc.array(fc.tuple(id, value)),
      lazy: fc.array(fc.tuple(fc.integer({ min: -1, max: 100 }), id)),
      fail: fc.array(failure),
      late: fc.array(id),
      series: fc.array(series),
      interval,
      events: fc.array(event),
    },
    { requiredKeys: ['n', 'mono', 'wall', 'r', 'changes'] },
  )
  .map(({ changes, ...rest }) =>
    Object.assign(rest, {
      i: changes.map(([each]) => each),
      v: changes.map(([, each]) => each),
    }),
  );

/** Times and samples are no exact values: JSON has one zero for them. */
function plusZero(number: number): number {
  return number === 0 ? 0 : number;
}
