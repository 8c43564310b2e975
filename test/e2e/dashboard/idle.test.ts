import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replicaOf, snapshotOf } from '../../support/dashboard.js';
import { EventStream } from '../../support/event-stream.js';
import { eventually } from '../../support/eventually.js';
import { call } from '../../support/http-client.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

type Options = Parameters<typeof ExpvarModule.forRoot>[0];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe.each(platforms)('while nobody watches, on %s', (platform) => {
  const startApp = (options: Options = {}) =>
    start(platform, moduleOf({ imports: [ExpvarModule.forRoot(options)] }));

  async function historyOf(url: string, id: number) {
    const { text } = await call(`${url}/debug/vars/ui/history?id=${id}`);
    return (JSON.parse(text) as { series: Record<string, unknown[]> }).series[
      id
    ];
  }

  test('60 samples call no functions of the application', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    let calls = 0;
    registry.func('func', () => ++calls);
    registry.publishInMap(
      'map',
      'func',
      registry.func('f', () => ++calls),
    );
    const jobs = registry.newInt('jobs');
    for (let i = 1; i <= 60; i++) {
      jobs.set(i);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(calls).toBe(0);
    const id = (await replicaOf(url)).find('jobs')!.id;
    const history = await historyOf(url, id);
    expect(history!.slice(0, 60)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
  });

  test('samples call functions of variables with history: true', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    let calls = 0;
    registry.func('asked', () => ++calls, { history: true });
    registry.func(
      'broken',
      () => {
        throw new Error('no');
      },
      { history: true },
    );
    for (let i = 1; i <= 3; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      await eventually(() => calls === i);
    }
    const id = (await replicaOf(url)).find('asked')!.id;
    expect((await historyOf(url, id))!.slice(0, 3)).toEqual([1, 2, 3]);
  });

  test('history: false starts no timer before somebody watches', async () => {
    const { url } = await startApp({ history: false });
    const before = vi.getTimerCount();
    const { history } = await snapshotOf(url);
    expect(history).toBe(false);
    expect(vi.getTimerCount()).toBe(before + 1);
  });

  test('history: false has current values for the next viewer', async () => {
    const { app, url } = await startApp({ history: false });
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const before = vi.getTimerCount();
    expect((await replicaOf(url)).value('jobs')).toBe(0);
    jobs.set(7);
    // After 12 s without a poll the client counts as gone.
    const now = performance.now() + 13_000;
    vi.spyOn(performance, 'now').mockReturnValue(now);
    await vi.advanceTimersByTimeAsync(1000);
    await eventually(() => vi.getTimerCount() === before);
    expect((await replicaOf(url)).value('jobs')).toBe(7);
  });

  test('dashboard: false starts no timer and serves no dashboard', async () => {
    const { url } = await startApp({ dashboard: false });
    for (const path of ['ui', 'ui/', 'ui/poll', 'ui/stream', 'ui/app.js']) {
      const { status, text } = await call(`${url}/debug/vars/${path}`);
      expect(status).toBe(404);
      expect(text).toMatch(`/debug/vars/${path}`);
    }
    expect((await call(`${url}/debug/vars`)).status).toBe(200);
  });

  test('a viewer who leaves does not change the sampling', async () => {
    const { app, url } = await startApp();
    let calls = 0;
    app.get(ExpvarRegistry).func('func', () => ++calls);
    const server = app.getHttpServer() as Server;
    const closed = new Promise((resolve) => {
      server.once('connection', (socket: Socket) =>
        socket.once('close', resolve),
      );
    });
    const stream = await EventStream.open(`${url}/debug/vars/ui/stream`);
    await stream.next();
    expect(calls).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    await stream.next();
    expect(calls).toBe(2);
    stream.close();
    await closed;
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(calls).toBe(2);
  });
});

test('nothing is sampled when no dashboard is served', async () => {
  const before = vi.getTimerCount();
  const app = await NestFactory.createApplicationContext(
    moduleOf({ imports: [ExpvarModule.forRoot({ node: false })] }),
    { logger: false },
  );
  expect(vi.getTimerCount()).toBe(before);
  await app.close();
});
