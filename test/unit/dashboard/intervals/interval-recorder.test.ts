import { Counted, ExpvarRegistry, Timed } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import { IntervalRecorder } from '../../../../src/dashboard/intervals/interval-recorder.js';
import type { IntervalRow } from '../../../../src/dashboard/protocol/types.js';
import { ownExposedMembers } from '../../../../src/discovery/exposed-member.js';
import { Routes } from '../../../../src/http-metrics/routes.js';
import { resetMetrics } from '../../../../src/testing/index.js';
import { BUCKETS } from '../../../../src/vars/bucket-counts.js';
import { HistogramVar } from '../../../../src/vars/histogram-var.js';
import type { IntVar } from '../../../../src/vars/int-var.js';
import { MapVar } from '../../../../src/vars/map-var.js';
import {
  MEASURED_CALLS,
  type MeasuredCalls,
} from '../../../../src/vars/measured-calls.js';

/** The buckets that end with 1.5 and with 3. */
const UP_TO_1_5 = 1023 * 16 + 7;
const UP_TO_3 = 1024 * 16 + 7;

const WALL = 1_700_000_000_000;

/** Ticks once per second; the first tick is at 1000 ms. */
class Clock {
  private mono = 0;

  constructor(private readonly recorder: IntervalRecorder) {}

  /** @returns the rows of the interval that the ticks end */
  tick(times = 10): readonly IntervalRow[] | undefined {
    let rows: readonly IntervalRow[] | undefined;
    for (let i = 0; i < times; i++) {
      this.mono += 1000;
      rows = this.recorder.record(this.mono, WALL + this.mono)?.rows ?? rows;
    }
    return rows;
  }
}

function newRoutes({ window }: { window?: number } = {}): {
  routes: Routes;
  registry: ExpvarRegistry;
} {
  const routes = new Routes({ maxRoutes: 2, debugPage: false, window });
  const registry = new ExpvarRegistry();
  registry.publishInMap('http', 'routes', routes.map);
  return { routes, registry };
}

function started(registry: ExpvarRegistry) {
  const recorder = new IntervalRecorder(registry);
  const clock = new Clock(recorder);
  clock.tick(1);
  return { recorder, clock };
}

function answer(
  routes: Routes,
  template: string | undefined,
  status: number,
  seconds: number,
): void {
  const route = routes.find('GET', template);
  route.countAnswer(status);
  route.latency.record(seconds);
}

/** Publishes the metrics of a decorated method as the explorer does. */
function publishMethod(
  registry: ExpvarRegistry,
  owner: Function,
  mapName: string,
  key: string,
): MapVar {
  const member = ownExposedMembers(owner.prototype as object).find(
    (each) => each.key === key,
  )!;
  const { map } = member.metricsOf!(owner).claim(registry, owner);
  registry.publishInMap(mapName, key, map, member.meta);
  return map as MapVar;
}

function fakeCalls(count: () => number, histogram = new HistogramVar()) {
  const calls: MeasuredCalls = {
    kind: 'method',
    unit: 's',
    readCalls: () => ({
      resets: 0,
      count: count(),
      errors: 0,
      clientErrors: 0,
      aborted: 0,
      bytes: 0,
      latency: histogram[BUCKETS],
    }),
  };
  const map = new MapVar();
  Object.defineProperty(map, MEASURED_CALLS, { value: () => [[[], calls]] });
  return map;
}

describe('routes', () => {
  test('have the answers of each interval by status, exactly', () => {
    const { routes, registry } = newRoutes();
    answer(routes, '/a', 200, 100);
    routes.find('GET', '/a').bytesOut.add(50);
    const { recorder, clock } = started(registry);
    answer(routes, '/a', 200, 1.5);
    answer(routes, '/a', 204, 1.45);
    answer(routes, '/a', 302, 3);
    answer(routes, '/a', 404, 1.5);
    answer(routes, '/a', 500, 2.9);
    routes.find('GET', '/a').countAnswer(101);
    routes.find('GET', '/a').aborted.add(2);
    routes.find('GET', '/a').bytesOut.add(700);
    expect(clock.tick(9)).toBeUndefined();
    expect(clock.tick(1)).toEqual([
      {
        id: 1,
        count: 6,
        errors: 1,
        clientErrors: 1,
        aborted: 2,
        bytes: 700,
        sum: expect.closeTo(1.5 + 1.45 + 3 + 1.5 + 2.9, 10) as number,
        max: 3,
        buckets: [UP_TO_1_5, 3, UP_TO_3, 2],
      },
    ]);
    expect(recorder.series).toEqual([
      {
        id: 0,
        kind: 'route',
        path: ['http', 'routes', '(unmatched)'],
        unit: 's',
      },
      { id: 1, kind: 'route', path: ['http', 'routes', 'GET /a'], unit: 's' },
    ]);
    expect(clock.tick()).toEqual([]);
    answer(routes, '/a', 200, 1.4999);
    expect(clock.tick()).toMatchObject([
      { id: 1, count: 1, max: 1.4999, buckets: [UP_TO_1_5, 1] },
    ]);
    expect(
      recorder.intervals.map(({ mono, wall, seconds }) => [
        mono,
        wall,
        seconds,
      ]),
    ).toEqual([
      [11_000, WALL + 11_000, 10],
      [21_000, WALL + 21_000, 10],
      [31_000, WALL + 31_000, 10],
    ]);
  });

  test('that appear later begin with their first request', () => {
    const { routes, registry } = newRoutes();
    const { recorder, clock } = started(registry);
    answer(routes, '/a', 200, 1.5);
    answer(routes, '/b', 200, 1.5);
    answer(routes, '/c', 503, 3);
    answer(routes, '/d', 200, 3);
    answer(routes, undefined, 404, 1.5);
    expect(
      clock
        .tick()!
        .map(({ id, count, buckets }) => [
          recorder.series[id]!.path.at(-1),
          count,
          buckets,
        ]),
    ).toEqual([
      ['(unmatched)', 1, [UP_TO_1_5, 1]],
      ['GET /a', 1, [UP_TO_1_5, 1]],
      ['GET /b', 1, [UP_TO_1_5, 1]],
      ['(other)', 2, [UP_TO_3, 2]],
    ]);
  });

  test('count statuses beyond 599 as 5xx', () => {
    const { routes, registry } = newRoutes();
    const { clock } = started(registry);
    answer(routes, '/a', 999, 1.5);
    expect(clock.tick()).toMatchObject([
      { count: 1, errors: 1, clientErrors: 0 },
    ]);
  });

  test('with a window have the same rows', () => {
    const { routes, registry } = newRoutes({ window: 60 });
    const { clock } = started(registry);
    answer(routes, '/a', 200, 1.5);
    expect(clock.tick()).toMatchObject([
      { count: 1, sum: 1.5, max: 1.5, buckets: [UP_TO_1_5, 1] },
    ]);
    answer(routes, '/a', 200, 3);
    expect(clock.tick()).toMatchObject([
      { count: 1, sum: 3, max: 3, buckets: [UP_TO_3, 1] },
    ]);
  });

  test('that the application has removed have no rows', () => {
    const { routes, registry } = newRoutes();
    const { clock } = started(registry);
    answer(routes, '/a', 200, 1.5);
    routes.map.delete('GET /a');
    expect(clock.tick()).toEqual([]);
  });

  test('that were not published for a time have nothing of that time', () => {
    const { routes, registry } = newRoutes();
    const { recorder, clock } = started(registry);
    answer(routes, '/a', 200, 1.5);
    registry.unpublish('http');
    expect(clock.tick()).toEqual([]);
    answer(routes, '/a', 200, 3);
    registry.publishInMap('http', 'routes', routes.map);
    clock.tick();
    answer(routes, '/a', 200, 1.5);
    expect(clock.tick()).toMatchObject([
      { count: 1, max: 1.5, buckets: [UP_TO_1_5, 1] },
    ]);
    expect(recorder.series).toHaveLength(2);
  });
});

describe('methods', () => {
  test('have their calls, in the unit of the decorator', () => {
    class Orders {
      @Timed({ unit: 'ms', window: 60 })
      place() {}

      @Counted()
      cancel(): void {
        throw new Error('no');
      }
    }
    const registry = new ExpvarRegistry();
    publishMethod(registry, Orders, 'orders', 'place');
    publishMethod(registry, Orders, 'orders', 'cancel');
    const { recorder, clock } = started(registry);
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const orders = new Orders();
    for (const end of [1.5, 3, 1.5]) {
      now.mockReturnValueOnce(0).mockReturnValueOnce(end);
      orders.place();
    }
    now.mockRestore();
    expect(() => orders.cancel()).toThrow('no');
    expect(clock.tick()).toEqual([
      {
        id: 0,
        count: 3,
        errors: 0,
        clientErrors: 0,
        aborted: 0,
        bytes: 0,
        sum: 6,
        max: 3,
        buckets: [UP_TO_1_5, 2, UP_TO_3, 1],
      },
      {
        id: 1,
        count: 1,
        errors: 1,
        clientErrors: 0,
        aborted: 0,
        bytes: 0,
        sum: 0,
        max: 0,
        buckets: [],
      },
    ]);
    expect(recorder.series).toEqual([
      { id: 0, kind: 'method', path: ['orders', 'place'], unit: 'ms' },
      { id: 1, kind: 'method', path: ['orders', 'cancel'] },
    ]);
  });

  test('with a name of their own are found at top level', () => {
    class Orders {
      @Counted({ name: 'placed' })
      place() {}
    }
    const registry = new ExpvarRegistry();
    const [member] = ownExposedMembers(Orders.prototype);
    const { map } = member!.metricsOf!(Orders).claim(registry, Orders);
    registry.publish('placed', map, member!.meta);
    const { recorder } = started(registry);
    expect(recorder.series).toEqual([
      { id: 0, kind: 'method', path: ['placed'] },
    ]);
  });

  test('begin anew after a reset, even when they exceed what was before', () => {
    class Orders {
      @Timed()
      place() {}

      @Counted()
      cancel() {}
    }
    const registry = new ExpvarRegistry();
    publishMethod(registry, Orders, 'orders', 'place');
    publishMethod(registry, Orders, 'orders', 'cancel');
    const { clock } = started(registry);
    const orders = new Orders();
    orders.place();
    orders.cancel();
    clock.tick();
    resetMetrics(registry);
    for (let i = 0; i < 3; i++) {
      orders.place();
      orders.cancel();
    }
    const rows = clock.tick()!;
    expect(rows.map(({ count }) => count)).toEqual([3, 3]);
    expect(
      rows[0]!.buckets
        .filter((_, i) => i % 2 === 1)
        .reduce((sum, count) => sum + count, 0),
    ).toBe(3);
  });

  test('do not count as negative when the application sets them back', () => {
    class Orders {
      @Counted()
      cancel() {}
    }
    const registry = new ExpvarRegistry();
    const map = publishMethod(registry, Orders, 'orders', 'cancel');
    const orders = new Orders();
    for (let i = 0; i < 5; i++) {
      orders.cancel();
    }
    const { clock } = started(registry);
    map.toJSON() as object | undefined satisfies unknown;
    (map.get('calls') as IntVar).set(0);
    orders.cancel();
    expect(clock.tick()).toMatchObject([{ count: 1 }]);
  });
});

describe('time', () => {
  test('no interval spans a time without ticks', () => {
    const { routes, registry } = newRoutes();
    const { recorder, clock } = started(registry);
    clock.tick(5);
    answer(routes, '/a', 200, 1.5);
    recorder.stop();
    answer(routes, '/a', 200, 1.5);
    expect(clock.tick(10)).toBeUndefined();
    answer(routes, '/a', 200, 3);
    expect(clock.tick(1)).toMatchObject([
      { count: 1, max: 3, buckets: [UP_TO_3, 1] },
    ]);
  });

  test('an interval ends with a tick that is slightly early', () => {
    const { registry } = newRoutes();
    const recorder = new IntervalRecorder(registry);
    recorder.record(0.7, WALL);
    expect(recorder.record(10_000.1, WALL)).toMatchObject({ seconds: 9.9994 });
  });

  test('an interval states its length after a late tick', () => {
    const { registry } = newRoutes();
    const recorder = new IntervalRecorder(registry);
    recorder.record(0, WALL);
    expect(recorder.record(75_000, WALL)).toMatchObject({ seconds: 75 });
  });

  test('the last ten minutes are stored', () => {
    const { registry } = newRoutes();
    const { recorder, clock } = started(registry);
    clock.tick(900);
    expect(recorder.intervals).toHaveLength(60);
    expect(recorder.intervals[0]!.mono).toBe(311_000);
    recorder.stop();
    recorder.record(5_000_000, WALL);
    recorder.record(5_010_000, WALL);
    expect(recorder.intervals.map(({ mono }) => mono)).toEqual([5_010_000]);
  });
});

describe('a latency', () => {
  test('has a row in the interval in which the call ended', () => {
    const registry = new ExpvarRegistry();
    const histogram = new HistogramVar();
    let count = 0;
    registry.publish(
      'method',
      fakeCalls(() => count, histogram),
    );
    const { clock } = started(registry);
    count = 1;
    expect(clock.tick()).toMatchObject([{ count: 1, max: 0, buckets: [] }]);
    histogram.record(3);
    expect(clock.tick()).toMatchObject([
      { count: 0, sum: 3, max: 3, buckets: [UP_TO_3, 1] },
    ]);
    expect(clock.tick()).toEqual([]);
  });

  test('of zero is a value', () => {
    const registry = new ExpvarRegistry();
    const histogram = new HistogramVar();
    histogram.record(0);
    registry.publish(
      'method',
      fakeCalls(() => 0, histogram),
    );
    const { clock } = started(registry);
    histogram.record(0);
    histogram.record(0);
    expect(clock.tick()).toMatchObject([{ sum: 0, max: 0, buckets: [0, 2] }]);
    expect(clock.tick()).toEqual([]);
  });
});

test('a variable behind a careless Proxy is no method', () => {
  const registry = new ExpvarRegistry();
  const handlers: ProxyHandler<MapVar>[] = [
    { has: () => true },
    {
      has: () => {
        throw new Error('no');
      },
    },
    {
      getOwnPropertyDescriptor: () => {
        throw new Error('no');
      },
    },
  ];
  for (const [i, handler] of handlers.entries()) {
    registry.publish(`proxy${i}`, new Proxy(new MapVar(), handler));
  }
  const { recorder, clock } = started(registry);
  expect(clock.tick()).toEqual([]);
  expect(recorder.series).toEqual([]);
});

describe('memory', () => {
  test('is bounded where names come and go', () => {
    const registry = new ExpvarRegistry();
    const { recorder, clock } = started(registry);
    for (let i = 0; i < 2100; i += 50) {
      for (let j = i; j < i + 50; j++) {
        registry.publish(
          `method${j}`,
          fakeCalls(() => 1),
        );
      }
      clock.tick();
      for (let j = i; j < i + 50; j++) {
        registry.unpublish(`method${j}`);
      }
    }
    expect(recorder.series).toHaveLength(2000);
  });

  test('is bounded by the buckets of all intervals', () => {
    const registry = new ExpvarRegistry();
    const histograms = Array.from({ length: 20 }, () => new HistogramVar());
    for (const [i, histogram] of histograms.entries()) {
      registry.publish(
        `method${i}`,
        fakeCalls(() => histogram.count, histogram),
      );
    }
    const { recorder, clock } = started(registry);
    for (let i = 0; i < 60; i++) {
      for (const histogram of histograms) {
        for (let value = 1; value < 2 ** 20; value *= 1.02) {
          histogram.record(value);
        }
      }
      clock.tick();
    }
    const buckets = recorder.intervals.flatMap(({ rows }) =>
      rows.map((row) => row.buckets.length / 2),
    );
    const total = buckets.reduce((sum, each) => sum + each, 0);
    expect(total).toBeGreaterThan(90_000);
    expect(total).toBeLessThanOrEqual(100_000);
    expect(recorder.intervals.length).toBeGreaterThan(10);
    expect(recorder.intervals.at(-1)!.mono).toBe(601_000);
  });

  test('two names of one method have one row', () => {
    const registry = new ExpvarRegistry();
    let count = 0;
    const map = fakeCalls(() => count);
    registry.publish('a', map);
    registry.publish('b', map);
    const { recorder, clock } = started(registry);
    count = 2;
    expect(clock.tick()).toMatchObject([{ id: 0, count: 2 }]);
    expect(recorder.series).toHaveLength(1);
  });
});
