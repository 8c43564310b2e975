import { beforeEach, describe, expect, test } from 'vitest';
import {
  type BuiltInLimits,
  type IntervalRow,
  type ProcessEvent,
  RUNTIME_SERIES,
  type RuntimeSeries,
} from '../../../src/dashboard/protocol/types.js';
import { findingText, nothingText } from '../../state/finding-text.js';
import { FindingTracker, type Restart } from '../../state/findings.js';
import { pathKey } from '../../state/path-key.js';
import { Store } from '../../state/store.js';
import { en } from '../../text/en.js';
import { zh } from '../../text/zh.js';
import { createSnapshot } from '../snapshots.js';

const MIB = 2 ** 20;
/** The wall clock at the monotonic time 0: 09:00:00. */
const WALL = new Date(2026, 10, 28, 9).getTime();
const HOOK = ['http', 'routes', 'POST /webhooks/stripe'];
const REPORT = ['http', 'routes', 'GET /reports/monthly'];

/** A bucket of log-linear-buckets.ts has the exponent and four bits of mantissa. */
function bucketOf(seconds: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, seconds);
  return view.getUint32(0) >>> 16;
}

const VARIABLES = [
  ['orders', 'broken'],
  ['cache'],
  ['prices'],
  ['a'],
  ['b'],
  ['queue'],
  ['jobs', 'waiting'],
];

/** A process that a test lets do something each second. */
class Process {
  readonly tracker = new FindingTracker();
  readonly store: Store;
  events: ProcessEvent[] = [];
  failing: (readonly string[])[] = [];
  late: (readonly string[])[] = [];
  restart: Restart | undefined;
  sample: Partial<Record<RuntimeSeries, number>> = {};
  /** The requests of a second. */
  requests: { id: number; seconds?: number; isError?: boolean }[] = [];
  private rows = new Map<number, IntervalRow & { buckets: number[] }>();
  private texts: string[] = [];

  constructor(limits: BuiltInLimits = {}) {
    this.store = new Store(
      createSnapshot(
        VARIABLES.map((path) => [path, 1]),
        [
          [['queue'], { limits: { warning: 100 } }],
          [['jobs', 'waiting'], { limits: { critical: 100 } }],
        ],
        {
          n: 0,
          mono: 0,
          wall: WALL,
          limits,
          heapLimit: 1000 * MIB,
          cpus: 2,
          series: [
            { id: 1, kind: 'route', path: HOOK, unit: 's' },
            { id: 2, kind: 'route', path: REPORT, unit: 's' },
            { id: 3, kind: 'method', path: ['orders', 'place'], unit: 's' },
          ],
        },
      ),
    );
  }

  /** The monotonic time. */
  get now(): number {
    return this.store.mono;
  }

  second(changed: Readonly<Record<string, number>> = {}): string[] {
    const now = this.now + 1000;
    for (const { id, seconds = 0.01, isError = false } of this.requests) {
      const row = this.rows.get(id);
      this.rows.set(id, {
        id,
        count: (row?.count ?? 0) + 1,
        errors: (row?.errors ?? 0) + Number(isError),
        clientErrors: 0,
        aborted: 0,
        bytes: 0,
        sum: 0,
        max: Math.max(row?.max ?? 0, seconds),
        buckets: [...(row?.buckets ?? []), bucketOf(seconds), 1],
      });
    }
    const wall = WALL + now;
    const rows = [...this.rows.values()];
    const isEndOfInterval = now % 10_000 === 0;
    if (isEndOfInterval) {
      this.rows.clear();
    }
    const idOf = (key: string): number => this.store.find(key)!.id;
    this.store.apply({
      n: this.store.tick + 1,
      mono: now,
      wall,
      r: RUNTIME_SERIES.map((name) => this.sample[name] ?? null),
      i: Object.keys(changed).map(idOf),
      v: Object.values(changed),
      fail: this.failing.map((path) => ({
        id: idOf(pathKey(path)),
        reason: 'x',
        since: wall,
      })),
      late: this.late.map((path) => idOf(pathKey(path))),
      events: this.events,
      ...(isEndOfInterval && {
        interval: { mono: now, wall, seconds: 10, rows },
      }),
    });
    this.events = [];
    const findings = this.tracker.update(this.store, this.restart);
    this.texts = findings.map((finding) => findingText(finding, en));
    return this.texts;
  }

  seconds(count: number): string[] {
    for (let i = 0; i < count; i++) {
      this.second();
    }
    return this.texts;
  }

  /** Returns the seconds until the sentence contains the text. */
  secondsUntil(pattern: RegExp, isWanted = true): number {
    for (let seconds = 0; seconds < 1000; seconds++) {
      if (this.texts.some((text) => pattern.test(text)) === isWanted) {
        return seconds;
      }
      this.second();
    }
    throw new Error(`The sentence is ${JSON.stringify(this.texts)}.`);
  }

  secondsUntilGone(pattern: RegExp): number {
    return this.secondsUntil(pattern, false);
  }

  block(seconds: number): void {
    this.event({ kind: 'blocked', seconds });
  }

  event(event: Pick<ProcessEvent, 'kind' | 'seconds' | 'path'>): void {
    this.events.push({
      id: this.now,
      mono: this.now,
      wall: WALL + this.now,
      ...event,
    });
  }
}

let process: Process;
beforeEach(() => {
  process = new Process();
});

function repeat<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

describe('findings', () => {
  test('are empty for a process with nothing unusual', () => {
    process.requests = [...repeat(5, { id: 1 }), ...repeat(5, { id: 2 })];
    process.sample = { heapAfterGc: 50 * MIB, cpu: 0.5, loopDelay: 0.01 };
    expect(process.seconds(120)).toEqual([]);
    expect(nothingText(en)).toBe('Nothing unusual in 5 min');
    expect(nothingText(zh)).toBe('最近 5 分钟无异常');
  });

  test('tell the number, the longest and the last of the blocks of five minutes', () => {
    process.seconds(10);
    process.block(0.96);
    expect(process.second()).toEqual([
      'Event loop blocked for 960 ms at 09:00:10',
    ]);
    process.seconds(19);
    process.block(1.25);
    process.block(0.2);
    expect(process.second()).toEqual([
      'Event loop blocked 3 times in 5 min, longest 1.25 s, last 09:00:30',
    ]);
    // The first block was five minutes ago.
    process.seconds(279);
    expect(process.second()[0]).toMatch(/blocked 2 times/);
    expect(process.secondsUntilGone(/blocked/)).toBe(20);
  });

  test('name a failing route within 15 s, and for 60 s after it last held', () => {
    process.requests = repeat(10, { id: 1 });
    process.seconds(121);
    process.requests = repeat(10, { id: 1, isError: true });
    expect(process.secondsUntil(/stripe fails/)).toBeLessThanOrEqual(15);
    process.seconds(60);
    expect(process.second()).toEqual(['POST /webhooks/stripe fails 100 %']);
    process.requests = repeat(10, { id: 1 });
    // The 30 s that are judged contain errors for 30 s, to the end of an interval.
    const gone = process.secondsUntilGone(/stripe/);
    expect(gone).toBeGreaterThan(60);
    expect(gone).toBeLessThanOrEqual(100);
  });

  test('name a route only if 5 % of at least 5 responses failed', () => {
    process.requests = [{ id: 1, isError: true }];
    process.seconds(4);
    process.requests = [];
    expect(process.seconds(60)).toEqual([]);
    process.requests = repeat(19, { id: 1 });
    process.second();
    process.requests = [{ id: 1, isError: true }];
    process.second();
    process.requests = [];
    expect(process.secondsUntil(/stripe fails 5 %/)).toBeLessThan(10);
  });

  test('do not judge methods as routes', () => {
    process.requests = repeat(5, { id: 3, isError: true, seconds: 3 });
    expect(process.seconds(60)).toEqual([]);
  });

  test('name a route whose p99 is a second or more', () => {
    process.requests = [{ id: 2, seconds: 2.95 }];
    process.seconds(19);
    expect(process.second()).toEqual(['GET /reports/monthly p99 3 s']);
    process.requests = repeat(200, { id: 2, seconds: 0.05 });
    // The minute that is judged contains slow requests for a minute.
    const gone = process.secondsUntilGone(/monthly/);
    expect(gone).toBeGreaterThan(60);
    expect(gone).toBeLessThanOrEqual(130);
  });

  test('name a route that is three times as slow as in the five minutes before', () => {
    process.requests = repeat(4, { id: 2, seconds: 0.04 });
    expect(process.seconds(360)).toEqual([]);
    process.requests = repeat(4, { id: 2, seconds: 0.13 });
    expect(process.secondsUntil(/monthly/)).toBeLessThanOrEqual(15);
    expect(process.seconds(60)).toEqual([
      'GET /reports/monthly p99 129 ms, 3.2 times as slow as before',
    ]);
  });

  test('do not compare with less than 20 requests', () => {
    process.requests = [{ id: 2, seconds: 0.04 }];
    process.seconds(10);
    process.requests = repeat(4, { id: 2, seconds: 0.13 });
    expect(process.seconds(50)).toEqual([]);
  });

  test('name the worst of several failing routes', () => {
    process.requests = [
      ...repeat(5, { id: 1, isError: true }),
      ...repeat(5, { id: 1 }),
      ...repeat(10, { id: 2, isError: true }),
    ];
    expect(process.seconds(10)).toEqual([
      'GET /reports/monthly fails 100 %, and 1 more',
    ]);
  });

  test('name a leak within 60 s by the heap after collections', () => {
    let heap = 100 * MIB;
    process.sample = { heapAfterGc: heap };
    process.seconds(120);
    let seconds = 0;
    const leak = () => {
      seconds++;
      // A collection every five seconds.
      if (seconds % 5 === 0) {
        heap += 6 * MIB;
        process.sample = { heapAfterGc: heap };
      }
      return process.second();
    };
    while (!leak().some((text) => text.startsWith('Heap after GC +'))) {
      expect(seconds).toBeLessThan(60);
    }
    for (let i = 0; i < 60; i++) {
      leak();
    }
    expect(leak()).toEqual(['Heap after GC +72 MiB/min']);
    // Collections leave the same heap, give or take a little.
    for (let i = 0; i < 29; i++) {
      process.sample = { heapAfterGc: heap + (i % 3) * 1000 };
      process.second();
    }
    expect(process.secondsUntilGone(/Heap/)).toBeLessThanOrEqual(60);
  });

  test('name a leak of a heap that is collected rarely', () => {
    for (let i = 1; i <= 3; i++) {
      process.sample = { heapAfterGc: (230 + 30 * i) * MIB };
      process.seconds(40);
    }
    // The size before the first collection is unknown.
    expect(process.second()).toEqual([]);
    process.sample = { heapAfterGc: 350 * MIB };
    expect(process.second()).toEqual(['Heap after GC +44 MiB/min']);
    // No further collection shows whether the growth goes on.
    expect(process.secondsUntilGone(/Heap/)).toBe(121);
  });

  test('do not call a heap that goes up and down a leak', () => {
    for (let i = 0; i < 200; i++) {
      process.sample = { heapAfterGc: (200 + 40 * Math.sin(i)) * MIB };
      expect(process.second()).toEqual([]);
    }
  });

  test('do not call the growth of a start a leak', () => {
    for (let i = 1; i < 10; i++) {
      process.sample = { heapAfterGc: i * 10 * MIB };
      expect(process.second()).toEqual([]);
    }
    expect(process.seconds(100)).toEqual([]);
    process.sample = { heapAfterGc: 100 * MIB };
    expect(process.second()).toEqual([]);
  });

  test('name failing and late variables for 60 s after they last failed', () => {
    process.failing = [['orders', 'broken'], ['cache']];
    process.late = [['prices']];
    expect(process.second()).toEqual([
      'orders.broken and 1 more fail',
      'prices is late',
    ]);
    process.failing = [];
    process.late = [];
    expect(process.secondsUntilGone(/fail/)).toBe(61);
    expect(process.second()).toEqual([]);
  });

  test('name what fails now before what has failed', () => {
    process.failing = [['a'], ['b']];
    process.second();
    process.failing = [['b']];
    expect(process.second()).toEqual(['b and 1 more fail']);
  });

  test('name variables over their limit, critical ones first', () => {
    for (let i = 0; i < 3; i++) {
      process.second({ queue: 100, 'jobs/waiting': 100 });
    }
    expect(process.second()).toEqual([
      'jobs.waiting and 1 more over their limit',
    ]);
  });

  test('name built-in limits after three samples in a row', () => {
    process = new Process({
      cpu: { warning: 0.9 },
      heap: { warning: 0.8, critical: 0.9 },
      eventLoopDelay: { warning: 0.1 },
    });
    // The delay of the start does not count.
    process.seconds(20);
    process.sample = { cpu: 1.9, heapAfterGc: 920 * MIB, loopDelay: 0.2 };
    expect(process.seconds(2)).toEqual([]);
    expect(process.second()).toEqual([
      'Heap after GC at 92 % of its limit',
      'Event loop delay p99 200 ms',
      'CPU 95 %',
    ]);
    process.sample = { cpu: 0.1, heapAfterGc: 100 * MIB, loopDelay: 0.01 };
    process.seconds(2);
    process.block(0.3);
    expect(process.second()).not.toContain('Event loop delay p99 200 ms');
    expect(process.secondsUntilGone(/CPU|Heap/)).toBeLessThanOrEqual(63);
  });

  test('name the share of server errors unless they name the route', () => {
    process = new Process({ serverErrors: { warning: 0.04 } });
    process.requests = [
      ...repeat(96, { id: 1 }),
      ...repeat(4, { id: 1, isError: true }),
    ];
    expect(process.seconds(10)).toEqual(['4 % of responses are 5xx']);
    process.requests = repeat(100, { id: 1, isError: true });
    expect(process.seconds(30)).toEqual(['POST /webhooks/stripe fails 100 %']);
  });

  test('tell of a restart for five minutes', () => {
    process.restart = { mono: 0, wall: WALL, fromPid: 10201, toPid: 11175 };
    expect(process.second()).toEqual([
      'Process restarted at 09:00:00, pid 10201 → 11175',
    ]);
    expect(process.secondsUntilGone(/restarted/)).toBe(300);
  });

  test('lead to the tab and item they are about', () => {
    process.requests = repeat(5, { id: 1, isError: true });
    process.seconds(9);
    process.block(1);
    process.failing = [['orders', 'broken']];
    process.second();
    const findings = new FindingTracker().update(process.store);
    expect(
      findings.map(({ kind, level, target }) => [kind, level, target]),
    ).toEqual([
      ['failingRoute', 'critical', { tab: 'http', path: HOOK }],
      [
        'failingVariable',
        'critical',
        { tab: 'variables', path: ['orders', 'broken'] },
      ],
      ['blocked', 'warning', { tab: 'events' }],
    ]);
    expect(findings.map((finding) => findingText(finding, zh))).toEqual([
      'POST /webhooks/stripe 失败率 100 %',
      'orders.broken 读取失败',
      '事件循环于 09:00:09 阻塞 1 s',
    ]);
  });
});
