import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Controller, Get } from '@nestjs/common';
import { ExposeVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  type ProcessEvent,
  RUNTIME_SERIES,
} from '../../../src/dashboard/protocol/types.js';
import { openStream, withDashboard } from '../../support/dashboard.js';
import { call } from '../../support/http-client.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

@Controller()
class Shop {
  isBroken = true;

  @ExposeVar('stock')
  stock(): number {
    if (this.isBroken) {
      throw new Error('no connection');
    }
    return 1;
  }

  @Get('block')
  block(): string {
    const start = performance.now();
    while (performance.now() - start < 300);
    return 'done';
  }
}

describe.each(platforms)('the dashboard on %s', (platform) => {
  test('reports blocks, failures and recoveries as they happen', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [withDashboard()], controllers: [Shop] }),
    );
    const shop = app.get(Shop);
    const stream = await openStream(url);
    const events: ProcessEvent[] = [...(await stream.snapshot()).events];
    const until = async (isThere: (event: ProcessEvent) => boolean) => {
      while (!events.some(isThere)) {
        events.push(...((await stream.delta()).events ?? []));
      }
      return events.find(isThere)!;
    };

    expect(events[0]).toEqual({
      id: 1,
      kind: 'started',
      mono: 0,
      wall: Math.round(performance.timeOrigin),
    });
    expect(await until(({ kind }) => kind === 'failed')).toMatchObject({
      path: ['stock'],
      reason: 'Error: no connection',
    });
    const startOfBlock = performance.now();
    await call(`${url}/block`);
    const blocked = await until(
      ({ kind, mono, seconds = 0 }) =>
        kind === 'blocked' && mono > startOfBlock && seconds > 0.29,
    );
    expect(blocked.wall - Date.now()).toBeLessThan(5000);
    shop.isBroken = false;
    expect(await until(({ kind }) => kind === 'recovered')).toMatchObject({
      path: ['stock'],
    });
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => i + 1));
    const again = await (await openStream(url)).snapshot();
    expect(again.events.slice(0, events.length)).toEqual(events);
  });

  test('shows what a major collection leaves on the heap', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [withDashboard()] }),
    );
    const stream = await openStream(url);
    await stream.snapshot();
    await stream.delta();
    gc();
    const index = RUNTIME_SERIES.indexOf('heapAfterGc');
    const { r } = await stream.delta(({ r }) => r[index] !== null);
    expect(r[index]).toBeGreaterThan(1e6);
    expect(r[index]).toBeLessThan(4e9);
  });

  test.each([
    [
      true,
      {
        eventLoopDelay: { warning: 0.2, critical: 1 },
        heap: { warning: 0.8, critical: 0.9 },
        cpu: { warning: 0.8, critical: 0.95 },
        serverErrors: { warning: 0.01, critical: 0.05 },
      },
    ],
    [{ limits: false }, {}],
    [
      { limits: { heap: false, cpu: { critical: 0.5 }, serverErrors: false } },
      {
        eventLoopDelay: { warning: 0.2, critical: 1 },
        cpu: { critical: 0.5 },
      },
    ],
  ] as const)('sends the limits of %j', async (dashboard, limits) => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [withDashboard({ dashboard })] }),
    );
    const snapshot = await (await openStream(url)).snapshot();
    expect(snapshot.limits).toEqual(limits);
  });
});
