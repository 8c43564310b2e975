import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Test } from '@nestjs/testing';
import {
  ExpvarRegistry,
  type HistogramValue,
  type MemStats,
} from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { adapterFrom } from '../../sample-app/src/adapter.js';
import { AppModule } from '../../sample-app/src/app.module.js';
import { GcMonitor } from '../../sample-app/src/monitor/gc.monitor.js';
import { listenErrorText, portFrom } from '../../sample-app/src/port.js';
import {
  DEFAULT_FEED_OPTIONS,
  FEED_OPTIONS,
} from '../../sample-app/src/quotes/feed-options.js';
import { INSTRUMENTS } from '../../sample-app/src/quotes/instrument.js';
import { BAR_MS, MAX_KLINES } from '../../sample-app/src/quotes/kline-map.js';
import type { Kline } from '../../sample-app/src/quotes/kline.js';
import { KlinesService } from '../../sample-app/src/quotes/klines.service.js';
import { QuotesFeed } from '../../sample-app/src/quotes/quotes.feed.js';
import { QuotesService } from '../../sample-app/src/quotes/quotes.service.js';
import type { Tick } from '../../sample-app/src/quotes/tick.js';
import { call } from '../support/http-client.js';
import type { HttpVars } from '../support/request-counts.js';
import {
  adapterOf,
  type Platform,
  platforms,
  portOf,
} from '../support/platforms.js';

const SEED = 7;
/** The start of a bar. */
const NOON = Date.UTC(2025, 10, 21, 12);
const SYMBOLS = ['cu2601', 'cu2602', 'cu2603', 'BTCUSDT'];
const GO_DURATION =
  /^(?:(?:\d+h)?\d+m)?\d+(?:\.\d+)?s$|^\d+(?:\.\d+)?(?:ms|µs|ns)$/;

interface Vars {
  readonly 运行时间: string;
  readonly CuMemory: number;
  readonly BTCMemory: number;
  readonly gcpause: number;
  readonly memstats: Pick<MemStats, 'NumGC' | 'PauseNs'>;
  readonly quotes: { readonly ticks: Record<string, number> };
  readonly klines: { readonly opened: Record<string, number> };
  readonly http: HttpVars;
  readonly quotesFeed: {
    readonly tick: {
      readonly calls: number;
      readonly latency: HistogramValue;
    };
  };
  readonly [name: string]: unknown;
}

/** The sample application, whose feed ticks when the test says so. */
async function startSample(platform: Platform = 'express') {
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(FEED_OPTIONS)
    .useValue({ seed: SEED, intervalMs: undefined })
    .compile();
  const app = module.createNestApplication(adapterOf(platform), {
    logger: false,
  });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${portOf(app)}`;
  const get = async <T>(path: string): Promise<T> => {
    const { status, text } = await call(`${url}${path}`);
    expect(status, `${path}: ${text}`).toBe(200);
    return JSON.parse(text) as T;
  };
  return {
    app,
    url,
    feed: app.get(QuotesFeed),
    get,
    vars: () => get<Vars>('/debug/vars'),
    klines: (symbol: string, limit: number) =>
      get<Kline[]>(`/klines/${symbol}?limit=${limit}`),
  };
}

function feedOf(seed: number, intervalMs?: number) {
  const quotes = new QuotesService();
  const options = { seed, intervalMs };
  const feed = new QuotesFeed(quotes, new KlinesService(), options);
  return { feed, quotes };
}

function ticksOf(seed: number, count: number): Tick[] {
  const { feed, quotes } = feedOf(seed);
  return Array.from({ length: count }, (_, second) => {
    feed.tick(NOON + second * 1000);
    return quotes.all();
  }).flat();
}

/** Collects garbage and waits until the observers have been called. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  await new Promise<void>((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ['gc'] });
    gc();
  });
}

describe('the document of the sample application', () => {
  test.each(platforms)(
    'has the nine variables of the Go service with their types (%s)',
    async (platform) => {
      const { vars } = await startSample(platform);

      const page = await vars();

      expect(page['运行时间']).toMatch(GO_DURATION);
      expect(page['version']).toBe(process.version);
      expect(page['os']).toBe(process.platform);
      expect(page['cgo']).toBe(0);
      expect(page['cores']).toSatisfy(isPositiveInteger);
      expect(page['goroutine']).toSatisfy(isPositiveInteger);
      expect(page.gcpause).toSatisfy(isNaturalNumber);
      expect(page.CuMemory).toBe(0);
      expect(page.BTCMemory).toBe(0);
    },
  );

  test('has only its own maps and the variables of Go besides', async () => {
    const { vars } = await startSample();

    expect(Object.keys(await vars())).toEqual([
      'BTCMemory',
      'CuMemory',
      'cgo',
      'cmdline',
      'cores',
      'gcpause',
      'goroutine',
      'http',
      'klines',
      'memstats',
      'node',
      'os',
      'quotes',
      'quotesFeed',
      'version',
      '运行时间',
    ]);
  });

  test('has the Chinese name in UTF-8', async () => {
    const { url } = await startSample();

    const { body } = await call(`${url}/debug/vars`);

    const name = Buffer.from('"运行时间": "');
    expect(name.toString('hex')).toMatch(/^22e8bf90e8a18ce697b6e997b4223a/);
    expect(body.includes(name)).toBe(true);
    expect(body.toString().toLowerCase()).not.toContain('\\u8fd0');
  });

  test('states the uptime of the service', async () => {
    const { vars } = await startSample();

    const { 运行时间: first } = await vars();
    const { 运行时间: second } = await vars();

    expect(second).not.toBe(first);
  });

  test('has metadata for its numbers', async () => {
    const { app } = await startSample();
    const registry = app.get(ExpvarRegistry);

    expect(registry.meta('CuMemory')).toMatchObject({
      kind: 'gauge',
      unit: '{kline}',
    });
    expect(registry.meta('gcpause')).toMatchObject({ unit: 'ns' });
    expect(registry.meta('quotes', 'ticks')).toMatchObject({ kind: 'counter' });
  });

  test('changes with every tick', async () => {
    const { feed, vars } = await startSample();
    feed.tick(NOON);
    const first = await vars();

    feed.tick(NOON + BAR_MS);
    const second = await vars();

    expect(first.quotes.ticks).toEqual(forEachSymbol(1));
    expect(second.quotes.ticks).toEqual(forEachSymbol(2));
    expect(first.klines.opened).toEqual({ copper: 3, btc: 1 });
    expect(second.klines.opened).toEqual({ copper: 6, btc: 2 });
  });

  test('shows the latency of recent ticks and of all ticks', async () => {
    const { feed, vars } = await startSample();
    const { calls: before } = (await vars()).quotesFeed.tick;
    feed.tick(NOON);
    feed.tick(NOON + BAR_MS);

    const { calls, latency } = (await vars()).quotesFeed.tick;

    expect(calls - before).toBe(2);
    expect(latency).toMatchObject({
      count: calls,
      window: { seconds: 60, count: calls },
    });
    expect(latency.p50).toBeGreaterThan(0);
    expect(latency.p50).toBeLessThanOrEqual(latency.max);
  });

  test('agrees with the API on the number of K-lines in memory', async () => {
    const { feed, get, vars } = await startSample();
    for (let tick = 0; tick < 50; tick++) {
      feed.tick(NOON + tick * 250);
    }

    const { CuMemory, BTCMemory } = await vars();

    expect({ copper: CuMemory, btc: BTCMemory }).toEqual(await get('/klines'));
    expect({ CuMemory, BTCMemory }).toEqual({ CuMemory: 39, BTCMemory: 13 });
  });

  test.each(platforms)(
    'counts requests by route and status (%s)',
    async (platform) => {
      const { feed, url, vars } = await startSample(platform);
      feed.tick(NOON);
      for (const path of [
        '/quotes',
        '/quotes/cu2601',
        '/quotes/BTCUSDT',
        '/quotes/nope',
        '/klines/cu2601?limit=x',
        '/nothing/here',
      ]) {
        await call(url + path);
      }

      const { http } = await vars();

      expect(http).toMatchObject({
        aborted: 0,
        errors: 0,
        inFlight: 0,
        requests: 6,
      });
      const answers = Object.entries(http.routes).map(
        ([route, { requests }]) => [route, requests],
      );
      expect(Object.fromEntries(answers)).toEqual({
        '(unmatched)': { '4xx': 1 },
        'GET /klines/:symbol': { '4xx': 1 },
        'GET /quotes': { '2xx': 1 },
        'GET /quotes/:symbol': { '2xx': 2, '4xx': 1 },
      });
      expect(http.routes['GET /quotes/:symbol']!.latency.count).toBe(3);
    },
  );
});

describe('the K-lines of the sample application', () => {
  test('are dropped from the oldest when the limit is reached', async () => {
    const { feed, klines, vars } = await startSample();
    const bars = MAX_KLINES + 100;
    for (let bar = 0; bar < bars; bar++) {
      feed.tick(NOON + bar * BAR_MS);
    }

    const { CuMemory, BTCMemory, klines: counters } = await vars();
    const copper = await klines('cu2602', MAX_KLINES);
    const btc = await klines('BTCUSDT', MAX_KLINES);

    expect({ CuMemory, BTCMemory }).toEqual({
      CuMemory: MAX_KLINES,
      BTCMemory: MAX_KLINES,
    });
    expect(counters.opened).toEqual({ copper: 3 * bars, btc: bars });
    const newest = NOON + (bars - 1) * BAR_MS;
    expect(openTimes(copper)).toEqual(barsUntil(newest, MAX_KLINES / 3));
    expect(openTimes(btc)).toEqual(barsUntil(newest, MAX_KLINES));
  });

  test('contain all trades of their second within low and high', async () => {
    const { feed, klines, get } = await startSample();
    const ticks: Tick[] = [];
    for (let tick = 0; tick < 400; tick++) {
      feed.tick(NOON + tick * 50);
      ticks.push(...(await get<Tick[]>('/quotes')));
    }

    for (const symbol of SYMBOLS) {
      const bars = await klines(symbol, 100);

      expect(bars).toHaveLength(20);
      for (const bar of bars) {
        const { openTime, open, high, low, close, volume } = bar;
        expect(openTime % BAR_MS).toBe(0);
        const trades = ticks.filter(
          ({ time, symbol: of }) =>
            of === symbol && time >= openTime && time < openTime + BAR_MS,
        );
        const prices = trades.map(({ price }) => price);
        expect({ open, high, low, close, volume }).toEqual({
          open: prices[0],
          high: Math.max(...prices),
          low: Math.min(...prices),
          close: prices.at(-1),
          volume: trades.reduce((sum, trade) => sum + trade.volume, 0),
        });
        expect(low).toBeLessThanOrEqual(Math.min(open, close));
        expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      }
    }
  });

  test('stay in order when the clock is set back', async () => {
    const { feed, klines, vars } = await startSample();
    feed.tick(NOON);
    feed.tick(NOON - 60 * BAR_MS);
    feed.tick(NOON + BAR_MS);

    expect(openTimes(await klines('BTCUSDT', 10))).toEqual([
      NOON,
      NOON + BAR_MS,
    ]);
    expect((await vars()).BTCMemory).toBe(2);
  });

  test('are limited to the requested number of the newest', async () => {
    const { feed, get, klines } = await startSample();
    for (let bar = 0; bar < 70; bar++) {
      feed.tick(NOON + bar * BAR_MS);
    }

    expect(openTimes(await klines('cu2603', 2))).toEqual([
      NOON + 68 * BAR_MS,
      NOON + 69 * BAR_MS,
    ]);
    expect(await get('/klines/cu2603')).toHaveLength(60);
  });
});

describe('the API of the sample application', () => {
  test('gives the latest quote of each symbol', async () => {
    const { feed, get } = await startSample();
    feed.tick(NOON);
    feed.tick(NOON + 1);

    const quotes = await get<Tick[]>('/quotes');

    expect(quotes.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    for (const quote of quotes) {
      expect(quote.time).toBe(NOON + 1);
      expect(quote.price).toBeGreaterThan(0);
      expect(quote.volume).toSatisfy(isPositiveInteger);
      expect(await get(`/quotes/${quote.symbol}`)).toEqual(quote);
    }
  });

  test.each([
    '/quotes/cu2604',
    '/quotes/CU2601',
    '/quotes/__proto__',
    '/klines/cu2604',
    '/klines/constructor?limit=1',
  ])('answers 404 to GET %s and lists the symbols', async (path) => {
    const { feed, url } = await startSample();
    feed.tick(NOON);

    const { status, text } = await call(url + path);

    expect(status).toBe(404);
    expect(text).toContain(SYMBOLS.join(', '));
  });

  test('answers 404 for a symbol without a quote', async () => {
    const { url } = await startSample();

    const { status, text } = await call(`${url}/quotes/cu2601`);

    expect(status).toBe(404);
    expect(text).toContain('no quote of cu2601 yet');
  });

  test.each(['0', '-1', '1.5', '1e3', 'x', '', String(MAX_KLINES + 1), '9e99'])(
    'answers 400 to a limit of %j',
    async (limit) => {
      const { url } = await startSample();

      const { status } = await call(`${url}/klines/cu2601?limit=${limit}`);

      expect(status).toBe(400);
    },
  );

  test('answers 400 to two limits', async () => {
    const { url } = await startSample();

    const { status } = await call(`${url}/klines/cu2601?limit=1&limit=2`);

    expect(status).toBe(400);
  });
});

describe('the feed of the sample application', () => {
  test('makes the same trades for the same seed', () => {
    const ticks = ticksOf(SEED, 500);

    expect(ticksOf(SEED, 500)).toEqual(ticks);
    expect(ticksOf(SEED + 1, 500)).not.toEqual(ticks);
  });

  test('starts near the opening prices and moves in price steps', () => {
    const ticks = ticksOf(SEED, 500);

    for (const { symbol, openingPrice, tickSize } of INSTRUMENTS) {
      const prices = ticks
        .filter((tick) => tick.symbol === symbol)
        .map(({ price }) => price);
      const steps = [openingPrice, ...prices].map((price) => price / tickSize);
      for (const [i, step] of steps.entries()) {
        expect(Math.abs(step - Math.round(step))).toBeLessThan(1e-6);
        expect(Math.abs(step - (steps[i - 1] ?? step))).toBeLessThan(3.5);
      }
      expect(new Set(prices).size).toBeGreaterThan(5);
    }
  });

  test('ticks until the application shuts down', () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { feed, quotes } = feedOf(SEED, DEFAULT_FEED_OPTIONS.intervalMs);

    feed.onApplicationBootstrap();
    expect(quotes.ticks.get('BTCUSDT')?.toString()).toBe('1');

    vi.advanceTimersByTime(1000);
    expect(quotes.ticks.get('BTCUSDT')?.toString()).toBe('5');

    feed.onApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the garbage collection monitor of the sample application', () => {
  test('has the last pause since the previous scrape', async () => {
    const { app, vars } = await startSample();
    await vars();
    await collectGarbage();

    const { gcpause, memstats } = await vars();
    const monitor = app.get(GcMonitor);
    const { NumGC, PauseNs } = memstats;

    expect(gcpause).toSatisfy(isPositiveInteger);
    expect(gcpause).toBe(PauseNs[(NumGC + 255) % 256]);
    for (;;) {
      // The loop repeats until no collection comes between both reads.
      void monitor.lastPause;
      if (monitor.lastPause === 0) {
        return;
      }
    }
  });
});

describe('the adapter of the sample application', () => {
  test.each([
    [undefined, 'express'],
    ['', 'express'],
    ['express', 'express'],
    ['fastify', 'fastify'],
  ])('ADAPTER=%s selects the adapter %s', (name, type) => {
    expect(adapterFrom(name).getType()).toBe(type);
  });

  test('any other adapter is refused in one line', () => {
    expect(() => adapterFrom('koa')).toThrow(
      'ADAPTER must be express or fastify; it is "koa"',
    );
  });
});

describe('the port of the sample application', () => {
  test.each([
    [undefined, 3000],
    ['', 3000],
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('PORT=%s is the port %d', (text, port) => {
    expect(portFrom(text)).toBe(port);
  });

  test.each(['abc', '-1', '65536', '80.5', '1e3', ' 80', '0x50'])(
    'PORT=%s is refused in one line',
    (text) => {
      expect(() => portFrom(text)).toThrow(
        `PORT must be a whole number from 0 to 65535; it is "${text}"`,
      );
    },
  );

  test('that is taken or forbidden is reported in one line', () => {
    const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });
    const denied = Object.assign(new Error('permission denied'), {
      code: 'EACCES',
    });

    expect(listenErrorText(taken, 3000)).toBe(
      'Port 3000 is taken: stop what listens there, or choose another, as in PORT=3001 npm start',
    );
    expect(listenErrorText(taken, 3001)).toContain('PORT=3002 npm start');
    expect(listenErrorText(denied, 80)).toBe(
      'Cannot listen on port 80: permission denied',
    );
  });
});

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isNaturalNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function forEachSymbol(count: number): Record<string, number> {
  return Object.fromEntries(SYMBOLS.map((symbol) => [symbol, count]));
}

function openTimes(klines: readonly Kline[]): number[] {
  return klines.map(({ openTime }) => openTime);
}

function barsUntil(newest: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => newest - (count - 1 - i) * BAR_MS,
  );
}
