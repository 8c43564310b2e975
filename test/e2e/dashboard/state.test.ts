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
import type { State } from '../../../src/dashboard/protocol.js';
import { idIn, poll, stateOf, valueIn } from '../../support/dashboard.js';
import { call } from '../../support/http-client.js';
import { withDashboard } from '../../support/dashboard.js';
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

describe.each(platforms)('the state on %s', (platform) => {
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
    const state = await stateOf(url);
    expect(valueIn(state, 'CuMemory')).toBe(7);
    expect(valueIn(state, 'quotes', 'ticks')).toBe(0);
    expect(valueIn(state, 'took', 'p99')).toBe(0);
    expect(state.metadata).toContainEqual([
      ['quotes', 'ticks'],
      {
        type: 'int',
        kind: 'counter',
        unit: '{tick}',
        description: 'Ticks received',
        source: 'TestModule › QuotesService.ticks',
      },
    ]);
    expect(state.metadata).toContainEqual([
      ['CuMemory'],
      { type: 'func', source: 'TestModule › QuotesService.size' },
    ]);
    expect(state.omitted).toBe(0);
  });

  test('contains failing variables with their error', async () => {
    const { url } = await startQuotes();
    const state = await stateOf(url);
    expect(state.failures).toEqual([
      {
        path: ['quotes', 'broken'],
        reason: expect.stringContaining('no connection') as string,
        at: expect.any(Number) as number,
        count: 1,
      },
    ]);
    expect(valueIn(state, 'quotes', 'broken')).toBeUndefined();
    expect(state.metadata).toContainEqual([
      ['quotes', 'broken'],
      { type: 'func', source: 'TestModule › QuotesService.broken' },
    ]);
  });

  test('has the identity of the process', async () => {
    const { url } = await startQuotes({ cmdline: true, name: 'quotes' });
    const { process: identity } = await stateOf(url);
    expect(identity).toMatchObject({
      app: 'quotes',
      pid: process.pid,
      node: process.versions.node,
    });
    expect(identity.startedAt).toBeLessThan(Date.now());
  });

  test('contains the figures of the process', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot()] }),
    );
    const { runtime, heapLimit, cpus } = await stateOf(url);
    expect(runtime.at).toHaveLength(runtime.series.rss.length);
    expect(runtime.series.rss.at(-1)).toBeGreaterThan(1e6);
    expect(runtime.series.heapUsed.at(-1)).toBeLessThan(heapLimit!);
    expect(cpus).toBeGreaterThanOrEqual(1);
  });

  test('is compressed for clients that accept gzip', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot()] }),
    );
    const { headers, body } = await call(`${url}/debug/vars/ui/state`, {
      headers: { 'accept-encoding': 'gzip, deflate' },
    });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(body.length),
      vary: 'Accept-Encoding',
    });
    const state = JSON.parse(gunzipSync(body).toString()) as State;
    expect(state.tick).toBeGreaterThanOrEqual(0);
    const plain = await call(`${url}/debug/vars/ui/state`, {
      headers: { 'accept-encoding': 'gzip;q=0, deflate' },
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  test('uses a sample that was taken a moment ago', async () => {
    let calls = 0;
    const { app, url } = await startQuotes({ history: false });
    app.get(ExpvarRegistry).func('calls', () => ++calls);
    const states = await Promise.all([stateOf(url), stateOf(url)]);
    expect(states.map((state) => valueIn(state, 'calls'))).toEqual([1, 1]);
    expect(states[0].tick).toBe(states[1].tick);
  });

  test('contains the history of the requested variables', async () => {
    const { url } = await startQuotes();
    const state = await stateOf(url);
    const id = idIn(state, 'CuMemory');
    const { text } = await call(
      `${url}/debug/vars/ui/history?id=${id}&id=999999&id=x`,
    );
    const history = JSON.parse(text) as {
      tick: number;
      at: number[];
      series: Record<string, number[]>;
    };
    expect(Object.keys(history.series)).toEqual([String(id)]);
    expect(history.series[id]!.at(-1)).toBe(7);
    expect(history.series[id]).toHaveLength(history.at.length);
    expect(history.tick).toBeGreaterThanOrEqual(state.tick);
  });

  test('a poll gets the frames since the last poll, or the request to start again', async () => {
    const { url } = await startQuotes();
    const { tick, process: identity } = await stateOf(url);
    const now = await poll(url, tick);
    expect(now.process).toEqual(identity);
    expect(now).toHaveProperty('frames');
    for (const since of [tick + 100, -5, 'x', '']) {
      expect(await poll(url, since)).toEqual({
        process: identity,
        reset: true,
      });
    }
  });
});
