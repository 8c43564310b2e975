import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type {
  BeforeApplicationShutdown,
  INestApplicationContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { gcRecorder } from '../../src/process/gc-recorder.js';
import { deferred } from '../support/deferred.js';
import { eventually } from '../support/eventually.js';
import { EventStream } from '../support/event-stream.js';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { adapterOf, moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { watchSrcTimers } from '../support/src-timers.js';

function ledger() {
  const { observer, holders, all } = gcRecorder as unknown as {
    observer: unknown;
    holders: Set<object>;
    all: { count: number };
  };
  return { observer, holders: holders.size, count: all.count };
}

function sockets(): number {
  return process
    .getActiveResourcesInfo()
    .filter((type) => type.startsWith('TCP')).length;
}

const memstatsOnly = (options: Parameters<typeof bareExpvar>[0] = {}) =>
  moduleOf({ imports: [bareExpvar({ memstats: true, ...options })] });

describe.each(platforms)('after close on %s', (platform) => {
  // Connections of the previous test may still be closing.
  beforeEach(() => eventually(() => sockets() === 0));

  afterEach(() => {
    assert.deepEqual(ledger(), { observer: undefined, holders: 0, count: 0 });
  });

  test('no timer and no socket remains', async () => {
    const timers = watchSrcTimers();
    const logger = new RecordingLogger();
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          ExpvarModule.forRoot({
            server: { port: 0 },
            controller: true,
            dashboard: false,
            deadline: 10_000,
          }),
        ],
      }),
      () => undefined,
      { logger },
    );
    app.get(ExpvarRegistry).func('async', async () => {
      await setImmediate();
      await setImmediate();
      return 1;
    });
    for (const page of [`${url}/debug/vars`, ...logger.servedUrls()]) {
      expect((await call(page)).text).toMatch(/^\{\n"async": 1,\n"cmdline": /);
    }
    // These are the deadlines of two documents, the time limits of their
    // clients, and the window of the map `node`, which continues.
    expect(timers.started()).toBe(5);
    await eventually(() => timers.running() === 1);
    expect(sockets()).toBeGreaterThan(0);
    await app.close();
    expect(timers.running()).toBe(0);
    await eventually(() => sockets() === 0);
    expect(sockets()).toBe(0);
  });

  test('no timer of a variable that never settles remains', async () => {
    const timers = watchSrcTimers();
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar({ deadline: 50 })] }),
    );
    app.get(ExpvarRegistry).func('hung', () => new Promise(() => undefined));
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"hung": null\n}\n');
    // The remaining timer is the time limit of slow clients.
    expect(timers.started()).toBe(2);
    await app.close();
    expect(timers.running()).toBe(0);
  });

  test('nothing observes the garbage collector', async () => {
    const first = await start(platform, memstatsOnly());
    const { observer } = ledger();
    expect(observer).toBeInstanceOf(PerformanceObserver);
    const second = await start(platform, memstatsOnly());
    expect(ledger()).toMatchObject({ observer, holders: 2 });
    await first.app.close();
    expect(ledger()).toMatchObject({ observer, holders: 1 });
    const { text } = await call(`${second.url}/debug/vars`);
    expect(text).toMatch(/^\{\n"memstats": \{"Alloc":/);
    await second.app.close();
    expect(ledger().observer).toBeUndefined();
  });

  test('a second close does not release the observer again', async () => {
    const closed = await start(platform, memstatsOnly());
    const second = await start(platform, memstatsOnly());
    await closed.app.close();
    await closed.app.close();
    expect(ledger().holders).toBe(1);
    await second.app.close();
    expect(ledger().holders).toBe(0);
  });

  test.each<[string, Parameters<typeof bareExpvar>[0], number]>([
    ['neither memstats nor node', {}, 0],
    ['node without gc', { node: { groups: ['cpu', 'eventLoop'] } }, 0],
    ['node with gc', { node: { groups: ['gc'] } }, 1],
    ['memstats', { memstats: true }, 1],
    ['both', { memstats: true, node: true }, 1],
  ])(
    'nothing observes the garbage collector with %s',
    async (_what, options, holders) => {
      const { app } = await start(
        platform,
        moduleOf({ imports: [bareExpvar(options)] }),
      );
      expect(ledger().holders).toBe(holders);
      await app.close();
    },
  );

  test('nothing of an application that did not start remains', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(
      () => new Promise<void>((resolve) => void taken.close(() => resolve())),
    );
    const { port } = taken.address() as AddressInfo;
    const app = await NestFactory.create(
      memstatsOnly({ server: { port } }),
      adapterOf(platform),
      { logger: false, abortOnError: false },
    );
    await expect(app.init()).rejects.toThrow('the port is taken');
    await app.close();
    expect(ledger().holders).toBe(0);
    // The remaining socket belongs to the server that had the port.
    await eventually(() => sockets() === 1);
    expect(sockets()).toBe(1);
  });

  test.each(['the application’s port', 'server'])(
    'a pending scrape of %s has got 503 with Connection: close',
    async (port) => {
      const logger = new RecordingLogger();
      const timers = watchSrcTimers();
      const { app, url } = await start(
        platform,
        moduleOf({
          imports: [
            bareExpvar({
              deadline: 10_000,
              ...(port === 'server' && { server: { port: 0 } }),
            }),
          ],
        }),
        () => undefined,
        { logger },
      );
      const page =
        port === 'server' ? logger.servedUrls()[0]! : `${url}/debug/vars`;
      let answer: ReturnType<typeof call> | undefined;
      await new Promise<void>((called) => {
        app.get(ExpvarRegistry).func('hung', () => {
          called();
          return new Promise(() => undefined);
        });
        answer = call(page);
      });
      await app.close();
      const { status, headers, text } = await answer!;
      expect([status, headers.connection, text]).toEqual([
        503,
        'close',
        '503: the application is closing\n',
      ]);
      // The variable has not failed, because its deadline had not passed.
      expect(logger.of('ExpvarRegistry')).toEqual([]);
      expect(timers.running()).toBe(0);
    },
  );

  test.each(['', '/ui/poll', '/ui/poll?x=1'])(
    'close does not wait for /debug/vars%s with a variable that hangs',
    async (path) => {
      const timers = watchSrcTimers();
      const { app, url } = await start(
        platform,
        moduleOf({
          imports: [bareExpvar({ dashboard: true, deadline: 10_000 })],
        }),
      );
      const called = deferred();
      app.get(ExpvarRegistry).func('hung', () => {
        called.resolve();
        return new Promise(() => undefined);
      });
      const answer = call(`${url}/debug/vars${path}`);
      await called.promise;
      await app.close();
      // After the deadline the status would be 200.
      expect((await answer).status).toBe(503);
      expect(timers.running()).toBe(0);
    },
  );

  test('close does not wait for a sample of the dashboard that hangs', async () => {
    const timers = watchSrcTimers();
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar({ dashboard: true, deadline: 10_000 })],
      }),
    );
    const stream = await EventStream.open(`${url}/debug/vars/ui/stream`);
    await stream.next();
    const called = deferred();
    app.get(ExpvarRegistry).func('hung', () => {
      called.resolve();
      return new Promise(() => undefined);
    });
    await called.promise;
    await app.close();
    // The variable would have failed at its deadline.
    expect(app.get(ExpvarRegistry).failures()).toEqual([]);
    expect(await stream.next()).toEqual({
      event: 'bye',
      data: { reason: 'closing' },
    });
    expect(timers.running()).toBe(0);
  });

  test('a scrape that waits for the access function has got 503', async () => {
    const asked = deferred();
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar({
            access: () => {
              asked.resolve();
              return new Promise(() => undefined);
            },
          }),
        ],
      }),
    );
    const answer = call(`${url}/debug/vars`);
    await asked.promise;
    await app.close();
    const { status, headers } = await answer;
    expect([status, headers.connection]).toEqual([503, 'close']);
  });

  test('a scrape that arrives during the shutdown has got 503', async () => {
    const closing = deferred();
    const open = deferred();
    class Other implements BeforeApplicationShutdown {
      async beforeApplicationShutdown() {
        closing.resolve();
        await open.promise;
      }
    }
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()], providers: [Other] }),
    );
    const closed = app.close();
    await closing.promise;
    const { status, headers, text } = await call(`${url}/debug/vars`);
    open.resolve();
    await closed;
    expect([status, headers.connection, text]).toEqual([
      503,
      'close',
      '503: the application is closing\n',
    ]);
  });
});

describe('after close of an application context', () => {
  test('nothing observes the garbage collector', async () => {
    const app: INestApplicationContext =
      await NestFactory.createApplicationContext(memstatsOnly(), {
        logger: false,
      });
    onTestFinished(() => app.close());
    expect(ledger().holders).toBe(1);
    await app.close();
    expect(ledger()).toEqual({ observer: undefined, holders: 0, count: 0 });
  });
});
