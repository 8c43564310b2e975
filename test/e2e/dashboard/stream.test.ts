import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../../src/dashboard/protocol.js';
import { idIn, poll, stateOf, valueInFrame } from '../../support/dashboard.js';
import { EventStream } from '../../support/event-stream.js';
import { eventually } from '../../support/eventually.js';
import { call } from '../../support/http-client.js';
import { withDashboard } from '../../support/dashboard.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

describe.each(platforms)('the stream on %s', (platform) => {
  const startApp = (options = {}) =>
    start(platform, moduleOf({ imports: [withDashboard(options)] }));
  const open = (url: string) => EventStream.open(`${url}/debug/vars/ui/stream`);

  test('begins with the identity of the process and has a frame for each sample', async () => {
    const { app, url } = await startApp();
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const stream = await open(url);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const hello = await stream.next();
    expect(hello).toMatchObject({
      event: 'hello',
      data: { process: { pid: process.pid } },
    });
    const state = await stateOf(url);
    const id = idIn(state, 'jobs');
    jobs.set(5);
    const frames: Frame[] = [];
    while (!frames.some((frame) => valueInFrame(frame, id) === 5)) {
      const { event, data } = (await stream.next())!;
      expect(event).toBe('frame');
      frames.push(data as Frame);
    }
    const ticks = frames.map(({ tick }) => tick);
    expect(ticks).toEqual(ticks.map((_, i) => ticks[0]! + i));
  });

  test('reports published, unpublished and failing variables', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    registry.newInt('old');
    const stream = await open(url);
    await stream.next();
    const state = await stateOf(url);
    registry.unpublish('old');
    registry.newInt('new', { unit: 's' });
    registry.func('broken', () => {
      throw new Error('no connection');
    });
    let frame: Frame;
    do {
      frame = (await stream.next())!.data as Frame;
    } while (frame.added === undefined || frame.tick <= state.tick);
    expect(frame.added.map(([, path]) => path)).toContainEqual(['new']);
    expect(frame.removed).toEqual([idIn(state, 'old')]);
    expect(frame.metadata).toContainEqual([
      ['new'],
      { type: 'int', unit: 's', source: 'registry.newInt()' },
    ]);
    expect(frame.failures).toMatchObject([
      { path: ['broken'], reason: expect.stringContaining('no connection') },
    ]);
    const { count } = frame.failures![0]!;
    const next = (await stream.next())!.data as Frame;
    expect(next.failures).toBeUndefined();
    expect(next.failureCounts).toEqual([count + 1]);
  });

  test('a function is called once for each sample with several viewers', async () => {
    const { app, url } = await startApp({ history: false });
    let calls = 0;
    app.get(ExpvarRegistry).func('calls', () => ++calls);
    const streams = await Promise.all([open(url), open(url), open(url)]);
    for (const stream of streams) {
      await stream.next();
    }
    const [first] = streams;
    for (let i = 1; i <= 2; i++) {
      await first.next();
      expect(calls).toBe(i);
    }
  });

  test('serves eight viewers and asks further ones to poll', async () => {
    const { url } = await startApp();
    const streams = await Promise.all(
      Array.from({ length: 8 }, () => open(url)),
    );
    expect(streams.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const ninth = await call(`${url}/debug/vars/ui/stream`);
    expect(ninth.status).toBe(503);
    expect(ninth.headers['retry-after']).toBe('5');
    streams[0]!.close();
    let status;
    do {
      const again = await open(url);
      ({ status } = again);
      again.close();
    } while (status !== 200);
  });

  test('serves eight of twenty viewers who connect at the same time', async () => {
    const { url } = await startApp();
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => open(url)),
    );
    const first = await Promise.all(streams.map((stream) => stream.next()));
    const welcome = first.filter((event) => event?.event === 'hello');
    expect(welcome).toHaveLength(8);
  });

  test('viewers get the metadata of a new variable while others connect', async () => {
    const { app, url } = await startApp();
    const stream = await open(url);
    await stream.next();
    const { tick } = await stateOf(url);
    app.get(ExpvarRegistry).newInt('new', { unit: 's' });
    await stateOf(url);
    let frame: Frame;
    do {
      frame = (await stream.next())!.data as Frame;
    } while (frame.added === undefined || frame.tick <= tick);
    expect(frame.metadata).toContainEqual([
      ['new'],
      { type: 'int', unit: 's', source: 'registry.newInt()' },
    ]);
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

  test('a poll gets the frames of the stream', async () => {
    const { app, url } = await startApp();
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const stream = await open(url);
    await stream.next();
    const { tick } = await stateOf(url);
    jobs.set(1);
    let frame: Frame;
    do {
      frame = (await stream.next())!.data as Frame;
    } while (frame.tick <= tick);
    const answer = await poll(url, tick);
    expect('frames' in answer && answer.frames[0]).toEqual(frame);
  });

  test('ends with a bye event when the application closes', async () => {
    const { app, url } = await startApp();
    const stream = await open(url);
    await stream.next();
    await app.close();
    let last;
    for (let next; (next = await stream.next()) !== undefined;) {
      last = next;
    }
    expect(last).toEqual({ event: 'bye', data: {} });
  });

  test('a variable that hangs delays no other variable', async () => {
    const { app, url } = await startApp({ deadline: 50 });
    const registry = app.get(ExpvarRegistry);
    registry.func('hangs', () => new Promise(() => {}));
    const jobs = registry.newInt('jobs');
    const stream = await open(url);
    await stream.next();
    const id = idIn(await stateOf(url), 'jobs');
    jobs.set(3);
    let frame: Frame;
    do {
      frame = (await stream.next())!.data as Frame;
    } while (valueInFrame(frame, id) !== 3);
    expect(jobs.value).toBe(3);
  });

  test('a viewer that does not read is disconnected', async () => {
    const { app, url } = await startApp();
    const registry = app.get(ExpvarRegistry);
    const texts = Array.from({ length: 1000 }, (_, i) =>
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
