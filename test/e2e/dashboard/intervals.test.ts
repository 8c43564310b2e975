import { Controller, Get, HttpCode, Injectable, Param } from '@nestjs/common';
import { Counted, Timed } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import type {
  IntervalRow,
  IntervalSeries,
} from '../../../src/dashboard/protocol/types.js';
import { openStream, withDashboard } from '../../support/dashboard.js';
import { call } from '../../support/http-client.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

@Injectable()
class Orders {
  @Timed({ unit: 'ms', window: 60 })
  place(): void {}

  @Counted()
  cancel(): void {
    throw new Error('no');
  }
}

@Controller()
class Shop {
  constructor(private readonly orders: Orders) {}

  @Get('orders/:id')
  get(@Param('id') id: string): string {
    this.orders.place();
    return id;
  }

  @Get('missing')
  @HttpCode(404)
  missing(): string {
    return 'none';
  }

  @Get('broken')
  broken(): void {
    this.orders.cancel();
  }
}

/** The documented figures of a route. */
interface RouteDocument {
  readonly bytesOut: number;
  readonly latency: { readonly sum: number; readonly max: number };
}

/** Lets an interval of ten seconds end with every tick. */
function speedUp(): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() * 20);
}

function sumBy(
  rows: readonly IntervalRow[],
  key: 'count' | 'errors' | 'clientErrors' | 'bytes' | 'sum',
) {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

function countsIn({ buckets }: IntervalRow): number {
  return buckets.reduce((sum, each, i) => sum + (i % 2 === 1 ? each : 0), 0);
}

describe.each(platforms)(
  'the intervals of an application on %s',
  (platform) => {
    test('count every request and every call once, as the document does', async () => {
      speedUp();
      const { url } = await start(
        platform,
        moduleOf({
          imports: [withDashboard({ http: true })],
          controllers: [Shop],
          providers: [Orders],
        }),
      );
      await call(`${url}/orders/0`);
      const stream = await openStream(url);
      const snapshot = await stream.snapshot();
      const series: IntervalSeries[] = [...snapshot.series];
      const rows: IntervalRow[] = [];
      const read = async () => {
        const delta = await stream.delta();
        series.push(...(delta.series ?? []));
        rows.push(...(delta.interval?.rows ?? []));
      };
      await read();
      await read();
      rows.length = 0;
      const before = await documentOf(url);
      for (let i = 0; i < 5; i++) {
        await call(`${url}/orders/${i}`);
      }
      await call(`${url}/missing`);
      await call(`${url}/broken`);
      await call(`${url}/broken`);
      await call(`${url}/elsewhere`);
      const rowsOf = (...path: string[]) => {
        const id = series.find(
          (each) => each.path.join('\n') === path.join('\n'),
        )?.id;
        return rows.filter((row) => row.id === id);
      };
      const routes = (key: string) => rowsOf('http', 'routes', key);
      while (
        sumBy(rows, 'count') < 9 + 5 + 2 ||
        sumBy(rowsOf('orders', 'cancel'), 'errors') < 2
      ) {
        await read();
      }
      const after = await documentOf(url);

      const figures = (key: string) => {
        const found = routes(key);
        return {
          count: sumBy(found, 'count'),
          errors: sumBy(found, 'errors'),
          clientErrors: sumBy(found, 'clientErrors'),
          inBuckets: found.reduce((sum, row) => sum + countsIn(row), 0),
        };
      };
      expect(
        ['GET /orders/:id', 'GET /missing', 'GET /broken'].map(figures),
      ).toEqual([
        { count: 5, errors: 0, clientErrors: 0, inBuckets: 5 },
        { count: 1, errors: 0, clientErrors: 1, inBuckets: 1 },
        { count: 2, errors: 2, clientErrors: 0, inBuckets: 2 },
      ]);
      expect(figures('(unmatched)')).toMatchObject({
        count: 1,
        clientErrors: 1,
      });
      const key = 'GET /orders/:id';
      expect(sumBy(routes(key), 'sum')).toBeCloseTo(
        after[key]!.latency.sum - before[key]!.latency.sum,
        9,
      );
      expect(sumBy(routes(key), 'bytes')).toBe(
        after[key]!.bytesOut - before[key]!.bytesOut,
      );
      const { latency, bytesOut } = after['GET /broken']!;
      expect(sumBy(routes('GET /broken'), 'sum')).toBeCloseTo(latency.sum, 9);
      expect(Math.max(...routes('GET /broken').map(({ max }) => max))).toBe(
        latency.max,
      );
      expect(sumBy(routes('GET /broken'), 'bytes')).toBe(bytesOut);
      expect(sumBy(rowsOf('orders', 'place'), 'count')).toBe(5);
      expect(sumBy(rowsOf('orders', 'cancel'), 'count')).toBe(2);
      expect(
        series.map(({ kind, path, unit }) => [kind, path.join('.'), unit]),
      ).toEqual(
        expect.arrayContaining([
          ['route', 'http.routes.GET /orders/:id', 's'],
          ['method', 'orders.place', 'ms'],
          ['method', 'orders.cancel', undefined],
        ]),
      );
      const again = await (await openStream(url)).snapshot();
      expect(again.series).toEqual(series);
      expect(again.intervals.flatMap((each) => each.rows)).toEqual(
        expect.arrayContaining(rows),
      );
    });
  },
);

async function documentOf(url: string): Promise<Record<string, RouteDocument>> {
  const { text } = await call(`${url}/debug/vars?name=http`);
  return (
    JSON.parse(text) as { http: { routes: Record<string, RouteDocument> } }
  ).http.routes;
}
