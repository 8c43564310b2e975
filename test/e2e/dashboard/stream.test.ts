import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  openStream,
  poll,
  snapshotOf,
  withDashboard,
} from '../../support/dashboard.js';
import { eventually } from '../../support/eventually.js';
import { call } from '../../support/http-client.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

describe.each(platforms)('the stream on %s', (platform) => {
  const startApp = (options = {}) =>
    start(platform, moduleOf({ imports: [withDashboard(options)] }));

  test('begins with a snapshot and has a delta for each sample', async () => {
    const { app, url } = await startApp();
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const stream = await openStream(url);
    expect(stream.events.status).toBe(200);
    expect(stream.events.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const snapshot = await stream.snapshot();
    expect(snapshot.process.pid).toBe(process.pid);
    expect(stream.replica.value('jobs')).toBe(0);
    jobs.set(5);
    // The replica checks that the numbers of the samples follow one another.
    await stream.until((replica) => replica.value('jobs') === 5);
    const { mono, wall } = await stream.delta();
    expect(mono).toBeGreaterThan(snapshot.mono);
    expect(wall).toBeGreaterThan(1.7e12);
  });

  test('reports published, unpublished and failing variables', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    registry.newInt('old');
    const stream = await openStream(url);
    await stream.snapshot();
    registry.unpublish('old');
    registry.newInt('new', { unit: 's' });
    registry.func('broken', () => {
      throw new Error('no connection');
    });
    await stream.until((replica) => replica.find('new') !== undefined);
    const { replica } = stream;
    expect(replica.find('old')).toBeUndefined();
    expect(replica.find('new')?.meta).toEqual({
      type: 'int',
      unit: 's',
      source: 'registry.newInt()',
    });
    expect(replica.reason('broken')).toMatch('no connection');
    const next = await stream.delta();
    expect(next.fail).toBeUndefined();
  });

  test('a function is called once for each sample with several viewers', async () => {
    const { app, url } = await startApp({ history: false });
    let calls = 0;
    app.get(ExpvarRegistry).func('calls', () => ++calls);
    const streams = await Promise.all(
      Array.from({ length: 3 }, () => openStream(url)),
    );
    for (const stream of streams) {
      await stream.snapshot();
      expect(stream.replica.value('calls')).toBe(1);
    }
    for (let i = 2; i <= 3; i++) {
      await streams[0]!.delta();
      expect(streams[0]!.replica.value('calls')).toBe(i);
      expect(calls).toBe(i);
    }
  });

  test('gives the place of the oldest of eight viewers to a ninth', async () => {
    const { url } = await startApp();
    const streams = [];
    for (let i = 0; i < 9; i++) {
      const stream = await openStream(url);
      await stream.snapshot();
      streams.push(stream);
    }
    expect(await streams[0]!.last()).toEqual({
      type: 'bye',
      bye: { reason: 'replaced' },
    });
    await Promise.all(streams.slice(1).map((stream) => stream.delta()));
  });

  test('serves the last eight of twenty viewers who connect at the same time', async () => {
    const { url } = await startApp();
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => openStream(url)),
    );
    const events = await Promise.all(streams.map((stream) => stream.next()));
    const served = streams.filter((_, i) => events[i]?.type === 'snapshot');
    expect(served.length).toBeGreaterThanOrEqual(8);
    const ends = await Promise.all(
      streams.map(async (stream, i) =>
        events[i]?.type === 'bye' ? events[i] : stream.next(),
      ),
    );
    expect(ends.filter((event) => event?.type === 'delta')).toHaveLength(8);
  });

  test('a place is free when its socket has closed', async () => {
    const { url } = await startApp();
    const streams = [];
    for (let i = 0; i < 8; i++) {
      const stream = await openStream(url);
      await stream.snapshot();
      streams.push(stream);
    }
    streams[7]!.events.close();
    await streams[0]!.delta();
    const ninth = await openStream(url);
    await ninth.snapshot();
    const { n } = await streams[0]!.delta();
    expect(n).toBeGreaterThan(0);
  });

  test('HEAD gets the headers without a body', async () => {
    const { url } = await startApp();
    const { status, headers, body } = await call(
      `${url}/debug/vars/ui/stream`,
      { method: 'HEAD' },
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch('text/event-stream');
    expect(body).toHaveLength(0);
  });

  test('a poll gets the deltas of the stream', async () => {
    const { app, url } = await startApp();
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const stream = await openStream(url);
    const { n, process: identity } = await stream.snapshot();
    jobs.set(1);
    const delta = await stream.delta();
    const { deltas } = await poll(url, n, identity.id);
    expect(deltas?.[0]).toEqual(delta);
  });

  test('a poll beside a stream is answered from the same samples', async () => {
    const { url } = await startApp();
    const stream = await openStream(url);
    await stream.snapshot();
    const { n } = await snapshotOf(url);
    expect(n - stream.replica.n).toBeLessThanOrEqual(1);
  });

  test('ends with a bye event when the application closes', async () => {
    const { app, url } = await startApp();
    const stream = await openStream(url);
    await stream.snapshot();
    await app.close();
    expect(await stream.last()).toEqual({
      type: 'bye',
      bye: { reason: 'closing' },
    });
  });

  test('ends at shutdown while its first event waits for a variable', async () => {
    const { app, url } = await startApp({ deadline: 10_000 });
    let isCalled = false;
    app.get(ExpvarRegistry).func('hangs', () => {
      isCalled = true;
      return new Promise(() => {});
    });
    const stream = await openStream(url);
    await eventually(() => isCalled);
    await app.close();
    expect(await stream.last()).toEqual({
      type: 'bye',
      bye: { reason: 'closing' },
    });
  });

  test('a variable that hangs delays no other variable', async () => {
    const { app, url } = await startApp({ deadline: 50 });
    const registry = app.get(ExpvarRegistry);
    registry.func('hangs', () => new Promise(() => {}));
    const jobs = registry.newInt('jobs');
    const stream = await openStream(url);
    await stream.snapshot();
    expect(stream.replica.reason('hangs')).toMatch('no value within 50 ms');
    jobs.set(3);
    await stream.until((replica) => replica.value('jobs') === 3);
    expect(jobs.value).toBe(3);
  });

  test('a viewer that does not read is disconnected', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    const texts = Array.from({ length: 15_000 }, (_, i) =>
      registry.newString(`text${i}`),
    );
    let samples = 0;
    registry.func('samples', () => {
      samples++;
      for (const text of texts) {
        text.set(String(samples % 10).repeat(900));
      }
      return samples;
    });
    const server = app.getHttpServer() as Server;
    const socket = new Promise<Socket>((resolve) => {
      server.once('connection', resolve);
    });
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    client.write(
      'GET /debug/vars/ui/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    );
    client.pause();
    const peer = await socket;
    await eventually(() => peer.destroyed);
    client.destroy();
    expect(samples).toBeGreaterThan(1);
  }, 60_000);
});
