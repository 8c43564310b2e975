import { gunzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import {
  ExposeVar,
  ExpvarModule,
  ExpvarRegistry,
  HistogramVar,
  IntVar,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  decodeHistory,
  decodeSearch,
  decodeSnapshot,
} from '../../../src/dashboard/protocol/decode.js';
import {
  openStream,
  poll,
  replicaOf,
  snapshotOf,
  withDashboard,
} from '../../support/dashboard.js';
import { call } from '../../support/http-client.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

@Injectable()
class QuotesService {
  @ExposeVar({ kind: 'counter', unit: '{tick}', description: 'Ticks received' })
  readonly ticks = new IntVar();

  @ExposeVar('CuMemory')
  get size() {
    return 7;
  }

  @ExposeVar()
  get broken(): number {
    throw new Error('no connection');
  }
}

describe.each(platforms)('the snapshot on %s', (platform) => {
  const startQuotes = (options = {}) =>
    start(
      platform,
      moduleOf({
        imports: [withDashboard(options)],
        providers: [QuotesService],
      }),
    );

  test('contains all values with their metadata', async () => {
    const { app, url } = await startQuotes();
    app.get(ExpvarRegistry).publish('took', new HistogramVar());
    const replica = await replicaOf(url);
    expect(replica.find('CuMemory')).toMatchObject({
      value: 7,
      meta: { type: 'func', source: 'TestModule › QuotesService.size' },
    });
    expect(replica.find('quotes', 'ticks')).toMatchObject({
      value: 0,
      meta: {
        type: 'int',
        kind: 'counter',
        unit: '{tick}',
        description: 'Ticks received',
        source: 'TestModule › QuotesService.ticks',
      },
    });
    expect(replica.value('took', 'p99')).toBe(0);
  });

  test('contains failing variables with their error', async () => {
    const { url } = await startQuotes();
    const replica = await replicaOf(url);
    expect(replica.find('quotes', 'broken')).toMatchObject({
      value: null,
      meta: { type: 'func', source: 'TestModule › QuotesService.broken' },
    });
    expect(replica.failures).toHaveLength(1);
    expect(replica.reason('quotes', 'broken')).toMatch('no connection');
  });

  test('has the identity of the process', async () => {
    const { url } = await startQuotes({ cmdline: true, name: 'quotes' });
    const { process: identity } = await snapshotOf(url);
    expect(identity).toMatchObject({
      app: 'quotes',
      pid: process.pid,
      node: process.versions.node,
    });
    expect(identity.startedAt).toBeLessThan(Date.now());
    const { headers } = await call(`${url}/debug/vars`);
    expect(headers['expvar-process']).toBe(identity.id);
  });

  test('contains the figures of the process', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot()] }),
    );
    const { runtime, heapLimit, cpus, mono, wall } = await snapshotOf(url);
    expect(runtime.mono.at(-1)).toBe(mono);
    expect(runtime.wall.at(-1)).toBe(wall);
    expect(runtime.series.rss.at(-1)).toBeGreaterThan(1e6);
    expect(runtime.series.heapUsed.at(-1)).toBeLessThan(heapLimit!);
    expect(cpus).toBeGreaterThanOrEqual(1);
  });

  test('is compressed in polls of clients that accept gzip', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot()] }),
    );
    const { headers, body } = await call(`${url}/debug/vars/ui/poll`, {
      headers: { 'accept-encoding': 'gzip, deflate' },
    });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(body.length),
      vary: 'Accept-Encoding',
    });
    expect(decodeSnapshot(gunzipSync(body).toString()).n).toBeGreaterThan(-1);
    const plain = await call(`${url}/debug/vars/ui/poll`, {
      headers: { 'accept-encoding': 'gzip;q=0, deflate' },
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  test('uses a sample that was taken a moment ago', async () => {
    let calls = 0;
    const { app, url } = await startQuotes({ history: false });
    app.get(ExpvarRegistry).func('calls', () => ++calls);
    const replicas = await Promise.all([replicaOf(url), replicaOf(url)]);
    expect(replicas.map((replica) => replica.value('calls'))).toEqual([1, 1]);
    expect(replicas[0].n).toBe(replicas[1].n);
  });

  test('a history has the samples of the requested variables', async () => {
    const { url } = await startQuotes();
    const replica = await replicaOf(url);
    const { id } = replica.find('CuMemory')!;
    const { text } = await call(
      `${url}/debug/vars/ui/history?id=${id}&id=999999&id=x`,
    );
    const { n, series } = decodeHistory(text);
    expect([...series.keys()]).toEqual([id]);
    expect(series.get(id)!.at(-1)).toBe(7);
    expect(n).toBeGreaterThanOrEqual(replica.n);
  });

  test('a poll gets the deltas since the last poll, or a snapshot', async () => {
    const { url } = await startQuotes();
    const { n, process: identity } = await snapshotOf(url);
    const { deltas } = await poll(url, n, identity.id);
    expect(deltas?.map((delta) => delta.n)).toEqual(
      deltas?.map((_, i) => n + 1 + i),
    );
    const otherPolls: [number | string, string][] = [
      [n + 100, identity.id],
      [-5, identity.id],
      ['x', identity.id],
      ['', identity.id],
      [n, 'another'],
    ];
    for (const [since, process] of otherPolls) {
      const { snapshot } = await poll(url, since, process);
      expect(snapshot?.process).toEqual(identity);
    }
  });
});

describe.each(platforms)('a large process on %s', (platform) => {
  test('sends 10,000 variables in less than 200 KB', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [withDashboard()] }),
    );
    const registry = app.get(ExpvarRegistry);
    for (let i = 0; i < 10_000; i++) {
      registry.newInt(`number${i}`).set(i);
    }
    const { body } = await call(`${url}/debug/vars/ui/poll`);
    expect(decodeSnapshot(body.toString()).nodes.ids).toHaveLength(10_000);
    expect(body.length).toBeLessThan(200_000);
  });

  test('opens lazy branches and finds names in them', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [withDashboard()] }),
    );
    const registry = app.get(ExpvarRegistry);
    const [first, second] = [
      registry.newMap('first'),
      registry.newMap('second'),
    ];
    for (let i = 0; i < 15_000; i++) {
      first.add(`user-${i}`);
      second.add(`order-${i}`, i);
    }
    const stream = await openStream(url);
    await stream.snapshot();
    const { replica } = stream;
    const { id } = replica.find('second')!;
    expect(replica.lazy).toEqual(new Map([[id, 15_000]]));

    const base = `${url}/debug/vars/ui`;
    const found = await call(`${base}/search?q=order-77+second`);
    expect(decodeSearch(found.text)).toEqual({
      paths: expect.arrayContaining([
        ['second', 'order-77'],
        ['second', 'order-770'],
      ]) as string[][],
      isTruncated: true,
    });

    await call(`${base}/branch?path=${encodeURIComponent('["second"]')}`);
    await stream.until(() => replica.value('second', 'order-999') === 999);
    expect(replica.lazy.get(id)).toBe(14_000);

    const path = encodeURIComponent('["second","order-7777"]');
    await call(`${base}/branch?path=${path}`);
    await stream.until(() => replica.value('second', 'order-7777') === 7777);
    second.add('order-7777', 1);
    await stream.until(() => replica.value('second', 'order-7777') === 7778);
  });

  test.each(['', '?path=', '?path={}', '?path=[1]', '?path=["a"'])(
    'refuses to open ui/branch%s',
    async (query) => {
      const { url } = await start(
        platform,
        moduleOf({ imports: [withDashboard()] }),
      );
      const { status, text } = await call(
        `${url}/debug/vars/ui/branch${query}`,
      );
      expect(status).toBe(400);
      expect(text).toMatch('must be a JSON array of keys');
    },
  );
});
