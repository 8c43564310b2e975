import { Injectable } from '@nestjs/common';
import {
  ExposeVar,
  ExpvarModule,
  ExpvarRegistry,
  IntVar,
  StringVar,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

@Injectable()
class QuotesService {
  private readonly klines = new Map([['BTC', 1]]);

  @ExposeVar()
  readonly ticks = new IntVar();

  constructor() {
    this.ticks.set(2n ** 63n - 1n);
  }

  @ExposeVar('CuMemory')
  get size() {
    return this.klines.size;
  }
}

@Injectable()
class Publisher {
  constructor(registry: ExpvarRegistry) {
    registry.newInt('jobs', { kind: 'counter' }).add(41);
    registry.newFloat('load').set(1e6);
    registry.newString('运行时间').set('<b> & "一小时"\u2028');
    const status = registry.newMap('status');
    status.add('200', 7);
    status.addFloat('100', 0.5);
    const label = new StringVar();
    label.set('é');
    status.set('label', label);
    registry.func('queue', () => ({ waiting: [1, 2], ok: true, gone: void 0 }));
    registry.publish('nil', null);
  }
}

const DOCUMENT = `{
"CuMemory": 1,
"jobs": 41,
"load": 1e+06,
"nil": null,
"queue": {"waiting":[1,2],"ok":true},
"quotes": {"ticks": 9223372036854775807},
"status": {"100": 0.5, "200": 7, "label": "é"},
"运行时间": "\\u003cb\\u003e \\u0026 \\"一小时\\"\\u2028"
}
`;

// Go's runtime.MemStats, in the order of its declaration.
const MEMSTATS = [
  'Alloc',
  'TotalAlloc',
  'Sys',
  'Lookups',
  'Mallocs',
  'Frees',
  'HeapAlloc',
  'HeapSys',
  'HeapIdle',
  'HeapInuse',
  'HeapReleased',
  'HeapObjects',
  'StackInuse',
  'StackSys',
  'MSpanInuse',
  'MSpanSys',
  'MCacheInuse',
  'MCacheSys',
  'BuckHashSys',
  'GCSys',
  'OtherSys',
  'NextGC',
  'LastGC',
  'PauseTotalNs',
  'PauseNs',
  'PauseEnd',
  'NumGC',
  'NumForcedGC',
  'GCCPUFraction',
  'EnableGC',
  'DebugGC',
  'BySize',
];

describe.each(platforms)('the document on %s', (platform) => {
  test('has the bytes that Go sends', async () => {
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        providers: [QuotesService, Publisher],
      }),
    );
    const { status, text } = await call(`${url}/debug/vars`);
    expect({ status, text }).toEqual({ status: 200, text: DOCUMENT });
  });

  test('is an empty object without variables', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
    );
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n\n}\n');
  });

  test('is read again by every scrape', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
    );
    const jobs = app.get(ExpvarRegistry).newInt('jobs');
    const before = await call(`${url}/debug/vars`);
    jobs.add(1);
    const after = await call(`${url}/debug/vars`);
    expect([before.text, after.text]).toEqual([
      '{\n"jobs": 0\n}\n',
      '{\n"jobs": 1\n}\n',
    ]);
  });

  test('has cmdline and memstats as Go has, and node, by default', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot()] }),
    );
    const { text } = await call(`${url}/debug/vars`);

    const [open, cmdline = '', memstats = '', node = '', ...end] =
      text.split('\n');
    expect([open, ...end]).toEqual(['{', '}', '']);

    expect(cmdline).toMatch(/^"cmdline": \[".*"\],$/);
    const args = JSON.parse(cmdline.slice('"cmdline": '.length, -1)) as unknown;
    expect(args).toHaveLength(process.argv.length);
    expect(args).toEqual(process.argv.map(() => expect.any(String) as string));

    expect(memstats).toMatch(/^"memstats": \{"Alloc":\d+,"TotalAlloc":/);
    const members = JSON.parse(
      memstats.slice('"memstats": '.length, -1),
    ) as Record<string, unknown>;
    expect(Object.keys(members)).toEqual(MEMSTATS);
    expect(members['PauseNs']).toHaveLength(256);
    expect(members['PauseEnd']).toHaveLength(256);
    expect(members['BySize']).toHaveLength(61);
    expect((members['BySize'] as unknown[]).slice(0, 2)).toEqual([
      { Size: 0, Mallocs: 0, Frees: 0 },
      { Size: 8, Mallocs: 0, Frees: 0 },
    ]);
    expect(members).toMatchObject({
      Lookups: 0,
      EnableGC: true,
      DebugGC: false,
      Alloc: members['HeapAlloc'],
    });
    expect(members['HeapAlloc']).toBeGreaterThan(0);

    expect(node).toMatch(/^"node": \{"cpu": \{"user":.*\}\}$/);
  });

  test('has integers in memstats without fraction and exponent', async () => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar({ memstats: true })] }),
    );
    const { text } = await call(`${url}/debug/vars`);
    const integers = text
      .replace(/"GCCPUFraction":[^,]+,/, '')
      .match(/(?<=[:[,])-?\d[^,\]}]*/g)!;
    // There are 26 numbers, two rings, and three numbers per size class.
    expect(integers).toHaveLength(26 + 2 * 256 + 3 * 61);
    expect(integers.filter((integer) => !/^\d+$/.test(integer))).toEqual([]);
  });
});
