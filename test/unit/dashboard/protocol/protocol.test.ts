import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeEvent,
  decodeHistory,
  decodePoll,
  decodeSearch,
  decodeSnapshot,
  ProtocolError,
  readSnapshot,
} from '../../../../src/dashboard/protocol/decode.js';
import {
  encodeDelta,
  encodeHistory,
  encodePoll,
  encodeSnapshot,
} from '../../../../src/dashboard/protocol/encode.js';
import { deltas, snapshots } from './messages.js';

/** A snapshot of a process with one counter, as it is on the wire. */
function wireSnapshot(members: object = {}): Record<string, unknown> {
  const samples = [null];
  return {
    v: 2,
    process: {
      id: 'a',
      app: 'shop',
      host: 'h',
      pid: 1,
      node: '20.20.0',
      startedAt: 5,
    },
    n: 3,
    mono: 3000,
    wall: 1_700_000_000_000,
    intervalMs: 1000,
    history: true,
    heapLimit: 1e9,
    cpus: 2,
    ids: [0, 1],
    parents: [-1],
    keys: ['jobs'],
    meta: [0],
    dict: [{ type: 'int' }],
    values: [7],
    lazy: [],
    runtime: {
      mono: [3000],
      wall: [1_700_000_000_000],
      series: {
        cpu: samples,
        rss: samples,
        heapUsed: samples,
        heapTotal: samples,
        heapAfterGc: samples,
        external: samples,
        loopDelay: samples,
        loopDelayMax: samples,
        loopUtilization: samples,
        gcCount: samples,
        gcTime: samples,
      },
    },
    failures: [],
    late: [],
    series: [],
    intervals: [],
    events: [],
    limits: {},
    ...members,
  };
}

/** Returns the error of a message that is refused. */
function errorOf(decode: () => unknown): ProtocolError | undefined {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    return error as ProtocolError;
  }
  return undefined;
}

describe('messages that are encoded and decoded', () => {
  test('give the same snapshot', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
      }),
    );
  });

  test('give the same delta', () => {
    fc.assert(
      fc.property(deltas, (delta) => {
        const json = encodeDelta(delta);
        expect(decodeEvent('delta', json)).toEqual({ type: 'delta', delta });
        expect(decodePoll(encodePoll([json, json]))).toEqual({
          deltas: [delta, delta],
        });
      }),
    );
  });

  test('give the same history', () => {
    const history = {
      n: 9,
      series: new Map([
        [4, [1, null, 0.5]],
        [2 ** 40, []],
      ]),
    };
    expect(decodeHistory(encodeHistory(history))).toEqual(history);
  });

  test.each([2n ** 63n, -(2n ** 63n), 9_007_199_254_740_993n, -0, 5e-324])(
    'keep the value %s exactly',
    (value) => {
      const json = encodeDelta({
        n: 1,
        mono: 1,
        wall: 1,
        r: Array(11).fill(null),
        i: [4],
        v: [value],
      });
      const event = decodeEvent('delta', json);
      expect(
        Object.is(event?.type === 'delta' && event.delta.v[0], value),
      ).toBe(true);
    },
  );
});

test('the wire format of a snapshot is stable', () => {
  const snapshot = readSnapshot(wireSnapshot());
  expect(JSON.parse(encodeSnapshot(snapshot))).toEqual(wireSnapshot());
  expect(snapshot.nodes).toEqual({
    ids: [0],
    parents: [-1],
    keys: ['jobs'],
    meta: [0],
    dict: [{ type: 'int' }],
    values: [7],
  });
});

test('encodes parents and metadata that repeat as runs', () => {
  const count = 5;
  const repeated = {
    ids: [3, count],
    parents: { runs: [-1, count] },
    keys: ['a', 'b', 'c', 'd', 'e'],
    meta: { runs: [0, 1, -1, 4] },
    values: Array(count).fill(1),
  };
  const snapshot = readSnapshot(wireSnapshot(repeated));
  expect(snapshot.nodes.parents).toEqual([-1, -1, -1, -1, -1]);
  expect(snapshot.nodes.meta).toEqual([0, -1, -1, -1, -1]);
  expect(JSON.parse(encodeSnapshot(snapshot))).toEqual(wireSnapshot(repeated));
});

test('decodes the end of a stream', () => {
  expect(decodeEvent('bye', '{"reason":"replaced"}')).toEqual({
    type: 'bye',
    bye: { reason: 'replaced' },
  });
});

test('ignores events of later versions', () => {
  expect(decodeEvent('news', 'x')).toBeUndefined();
});

test('decodes found names', () => {
  const found = { paths: [['a', 'b']], isTruncated: true };
  expect(decodeSearch(JSON.stringify(found))).toEqual(found);
});

test.each([
  [99, 99],
  [1, 1],
  ['2', undefined],
  [undefined, undefined],
])('refuses the version %s', (v, version) => {
  expect(() => readSnapshot(wireSnapshot({ v }))).toThrow(
    expect.objectContaining({
      version,
      message: 'v must be 2, the version of the protocol',
    }),
  );
});

test('a row of an interval is short', () => {
  const row = {
    id: 3,
    count: 7,
    errors: 1,
    clientErrors: 2,
    aborted: 0,
    bytes: 4096,
    sum: 0.25,
    max: 0.125,
    buckets: [16_280, 4, 16_281, 2, 16_299, 1],
  };
  const json = encodeDelta({
    n: 1,
    mono: 1,
    wall: 1,
    r: [],
    i: [],
    v: [],
    interval: {
      mono: 10,
      wall: 20,
      seconds: 10,
      rows: [row],
    },
  });
  const { interval } = JSON.parse(json) as { interval: { rows: unknown[] } };
  expect(interval.rows).toEqual([
    [3, 7, 1, 2, 0, 4096, 0.25, 0.125, [16_280, 4, 1, 2, 18, 1]],
  ]);
});

/** Members of a snapshot with one row. */
function intervalWith(row: unknown): object {
  return { intervals: [{ mono: 1, wall: 1, seconds: 10, rows: [row] }] };
}

describe('a hostile snapshot', () => {
  const many = <T>(count: number, item: T): T[] => Array<T>(count).fill(item);
  const deepIds = Array.from({ length: 20_000 }, (_, i) => i);

  test.each<[string, object, string, RegExp]>([
    ['no process', { process: undefined }, 'process', /must be an object/],
    ['an empty process', { process: {} }, 'process.id', /must be a string/],
    ['an infinite tick', { n: 1e308 }, 'n', /must be an integer from 0/],
    ['a time that no Date has', { wall: 1e300 }, 'wall', /must be a number/],
    ['no interval', { intervalMs: 0 }, 'intervalMs', /from 1 to 3600000/],
    ['a time as text', { mono: '3' }, 'mono', /must be a number/],
    ['too few keys', { keys: [] }, 'keys', /must have 1 items/],
    ['too many keys', { keys: ['a', 'b'] }, 'keys', /at most 1 items/],
    ['a key that is no string', { keys: [1] }, 'keys.0', /must be a string/],
    ['metadata that is missing', { meta: [1] }, 'meta.0', /from -1 to 0/],
    [
      'a type that is no text',
      { dict: [{ type: 1 }] },
      'dict.0.type',
      /a string/,
    ],
    ['a node in itself', { parents: [0] }, 'parents.0', /from -1 to -1/],
    [
      'a bucket beyond all numbers',
      intervalWith([0, 1, 1, 0, 0, 0, 0.5, 0.5, [16_383, 1, 20_000, 1]]),
      'intervals.0.rows.0.8',
      /pairs of a key and a count/,
    ],
    [
      'a bucket without a count',
      intervalWith([0, 1, 1, 0, 0, 0, 0.5, 0.5, [16_383]]),
      'intervals.0.rows.0.8',
      /pairs of a key and a count/,
    ],
    [
      'half a request',
      intervalWith([0, 0.5, 0, 0, 0, 0, 0, 0, []]),
      'intervals.0.rows.0.1',
      /must be an integer/,
    ],
    [
      'a row that is no list',
      intervalWith({ id: 1 }),
      'intervals.0.rows.0.0',
      /must be an integer/,
    ],
    ['an array as a value', { values: [[]] }, 'values.0', /an object/],
    ['an unknown value', { values: [{ n: 'x' }] }, 'values.0', /the digits/],
    [
      'a long integer',
      { values: [{ n: '9'.repeat(1e6) }] },
      'values.0',
      /digits/,
    ],
    [
      'JSON that is longer than its length',
      { values: [{ json: '[1]', length: 2 }] },
      'values.0',
      /must not be longer/,
    ],
    [
      'a member of a number',
      {
        ids: [0, 2],
        parents: [-1, 0],
        keys: ['a', 'b'],
        meta: [-1, -1],
        values: [1, 2],
      },
      'parents.1',
      /must be an object above/,
    ],
    [
      '20,000 levels',
      {
        ids: [0, 20_000],
        parents: deepIds.map((id) => id - 1),
        keys: many(20_000, 'a'),
        meta: many(20_000, -1),
        values: many(20_000, {}),
      },
      'parents.200',
      /at most 200 levels/,
    ],
    ['300,000 variables', { ids: [0, 300_000] }, 'ids', /40000 in total/],
    [
      'too many repetitions',
      { parents: { runs: [-1, 2 ** 40] } },
      'parents',
      /at most 1 items/,
    ],
    ['ids that repeat', { ids: [0, 1, 0, 1] }, 'ids', /ascending id/],
    ['ids beyond 2^53', { ids: [1e300, 1] }, 'ids.0', /must be an integer/],
    [
      'more samples than times',
      {
        runtime: {
          ...(wireSnapshot()['runtime'] as object),
          mono: [],
          wall: [],
        },
      },
      'runtime.series.cpu',
      /at most 0 items/,
    ],
    [
      'times that descend',
      {
        runtime: {
          ...(wireSnapshot()['runtime'] as object),
          mono: [5, 4],
        },
      },
      'runtime',
      /ascending times/,
    ],
    ['too many events', { events: many(501, {}) }, 'events', /at most 500/],
  ])('with %s is refused with its path', (_, members, path, message) => {
    const error = errorOf(() => readSnapshot(wireSnapshot(members)));
    expect(error?.path.join('.')).toBe(path);
    expect(error?.message).toMatch(message);
  });

  test('never makes the decoder throw anything but a ProtocolError', () => {
    const names = Object.keys(wireSnapshot());
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, member) => {
        const message = wireSnapshot({ [name]: member });
        errorOf(() => readSnapshot(message));
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(errorOf(() => readSnapshot(message))).toBeDefined();
      }),
    );
  });

  test('loses members that the protocol does not have', () => {
    const json = JSON.stringify(wireSnapshot()).replace(
      '"app"',
      '"__proto__":{"x":1},"constructor":1,"app"',
    );
    const { process } = decodeSnapshot(json);
    expect(Object.keys(process)).toEqual([
      'id',
      'app',
      'host',
      'pid',
      'node',
      'startedAt',
    ]);
    expect(process).not.toHaveProperty('x');
  });

  test.each(['', '{', 'null', '[]', '"v"'])('%s is refused', (json) => {
    expect(errorOf(() => decodeSnapshot(json))).toBeDefined();
  });
});

test('a delta with ids and values of different numbers is refused', () => {
  expect(() =>
    decodeEvent(
      'delta',
      JSON.stringify({
        n: 1,
        mono: 1,
        wall: 1,
        r: Array(11).fill(null),
        i: [1],
        v: [],
      }),
    ),
  ).toThrow('as many ids');
});
