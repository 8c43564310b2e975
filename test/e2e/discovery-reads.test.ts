import { Controller, Get, Injectable } from '@nestjs/common';
import { ExposeVar, IntVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { startContext } from '../support/contexts.js';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

/** A class whose members record that they are read. */
function classWithReadLog() {
  const reads: string[] = [];
  @Injectable()
  class QuotesService {
    @ExposeVar('getter')
    get getter() {
      return reads.push('getter');
    }

    @ExposeVar()
    get unnamed() {
      return reads.push('unnamed');
    }

    @ExposeVar('method')
    method() {
      return reads.push('method');
    }

    @ExposeVar('async')
    async asynchronous() {
      return reads.push('async');
    }

    @ExposeVar('property')
    declare readonly property: number;

    @ExposeVar('static')
    static get total() {
      return reads.push('static');
    }

    constructor() {
      Object.defineProperty(this, 'property', {
        get: () => reads.push('property'),
        enumerable: true,
      });
    }
  }
  return { reads, QuotesService };
}

const ALL = ['async', 'getter', 'method', 'property', 'static', 'unnamed'];

test('members are read once by each scrape and by nothing else', async () => {
  const { reads, QuotesService } = classWithReadLog();
  const { registry, document } = await startContext({
    providers: [QuotesService],
  });
  expect(reads).toEqual([]);
  registry.do(() => undefined);
  expect([...registry].map(([name]) => name)).toHaveLength(6);
  expect(registry.has('getter')).toBe(true);
  expect(reads).toEqual([]);
  await document();
  expect(reads.toSorted()).toEqual(ALL);
  reads.length = 0;
  await document();
  expect(reads.toSorted()).toEqual(ALL);
});

test('only the members of the selection are read', async () => {
  const { reads, QuotesService } = classWithReadLog();
  const { registry } = await startContext({ providers: [QuotesService] });
  await registry.render((name) => name === 'quotes');
  expect(reads).toEqual(['unnamed']);
});

test('a proxied instance is not asked for exposed keys at start-up', async () => {
  const asked: string[] = [];
  class QuotesService {
    @ExposeVar()
    readonly ticks = new IntVar();

    @ExposeVar('size')
    get size() {
      return 3;
    }
  }
  const keys = new Set<string | symbol>(['ticks', 'size']);
  const note = (key: string | symbol) =>
    keys.has(key) && asked.push(String(key));
  const proxy = new Proxy(new QuotesService(), {
    get(target, key): unknown {
      note(key);
      return Reflect.get(target, key);
    },
    has(target, key) {
      note(key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor(target, key) {
      note(key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys(): never {
      throw new Error('enumerated');
    },
  });
  const { document } = await startContext({
    providers: [{ provide: QuotesService, useValue: proxy }],
  });
  expect(asked).toEqual([]);
  expect(await document()).toBe('{\n"quotes": {"ticks": 0},\n"size": 3\n}\n');
  expect(asked.toSorted()).toEqual(['size', 'ticks']);
});

test('a value is read from the object that the property has at the scrape', async () => {
  class QuotesService {
    @ExposeVar('last')
    last: unknown = null;
  }
  const { app, document } = await startContext({ providers: [QuotesService] });
  const service = app.get(QuotesService);
  expect(await document()).toBe('{\n"last": null\n}\n');
  service.last = { symbol: 'BTC' };
  expect(await document()).toBe('{\n"last": {"symbol":"BTC"}\n}\n');
  service.last = new IntVar();
  expect(await document()).toBe('{\n"last": 0\n}\n');
});

test.each(platforms)(
  'members of a controller are read over HTTP on %s',
  async (platform) => {
    const reads: string[] = [];
    @Controller()
    class QuotesController {
      @ExposeVar('getter')
      get getter() {
        return reads.push('getter');
      }

      @Get('quotes')
      quotes() {
        return 'BTC';
      }
    }
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()], controllers: [QuotesController] }),
    );
    expect((await call(`${url}/quotes`)).text).toBe('BTC');
    expect(reads).toEqual([]);
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"getter": 1\n}\n');
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"getter": 2\n}\n');
  },
);
