import { Logger } from '@nestjs/common';
import { NestContainer } from '@nestjs/core';
import { ExposeVar, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { beforeAll, describe, expect, test } from 'vitest';
import { ExpvarExplorer } from '../../../src/discovery/expvar.explorer.js';

beforeAll(() => Logger.overrideLogger(false));

class QuotesService {
  @ExposeVar()
  readonly ticks = new IntVar();
}

function refuse(): never {
  throw new Error('hands off');
}

const handler: ProxyHandler<object> = {
  get: refuse,
  set: refuse,
  has: refuse,
  ownKeys: refuse,
  getPrototypeOf: refuse,
  getOwnPropertyDescriptor: refuse,
  defineProperty: refuse,
  isExtensible: refuse,
};

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A proxy whose prototype is another one like it, and so on. */
function endless(): object {
  return new Proxy({}, { getPrototypeOf: endless });
}

function ownPrototype(): object {
  const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
  return proxy;
}

/**
 * Explores instances that are put in place behind Nest's back, because Nest
 * itself trips over some of them.
 */
async function explore(...instances: unknown[]) {
  class HostileModule {}
  const container = new NestContainer();
  const { moduleRef } = (await container.addModule(HostileModule, []))!;
  const own = moduleRef.getProviderByKey(HostileModule);
  own.instance = new HostileModule();
  own.initTime = 1;
  for (const [i, instance] of instances.entries()) {
    container.addProvider({ provide: `${i}`, useValue: {} }, moduleRef.token);
    moduleRef.providers.get(`${i}`)!.instance = instance;
  }
  const registry = new ExpvarRegistry();
  const explorer = new ExpvarExplorer(container.getModules(), registry);
  return {
    found: explorer.explore(),
    document: (await registry.render()).toString(),
  };
}

const PUBLISHED = {
  found: { variables: 1, providers: 1 },
  document: '{\n"quotes": {"ticks": 0}\n}\n',
};

describe('skipped without an error is', () => {
  test.each<[string, () => unknown]>([
    ['a proxy that refuses everything', () => new Proxy({}, handler)],
    [
      'a proxy of an exposed class that refuses everything',
      () => new Proxy(new QuotesService(), handler),
    ],
    ['a revoked proxy', () => revoked({})],
    ['a revoked proxy of an exposed class', () => revoked(new QuotesService())],
    ['a revoked proxy of a function', () => revoked(() => 1)],
    ['an object whose prototype is revoked', () => Object.create(revoked({}))],
    ['a proxy with prototypes without end', endless],
    ['a proxy that is its own prototype', ownPrototype],
    [
      'an object whose prototype refuses everything',
      () => Object.create(new Proxy({}, handler)),
    ],
    [
      'an object whose prototype refuses to be looked at',
      () => Object.create(new Proxy({}, { getOwnPropertyDescriptor: refuse })),
    ],
    [
      'an object whose constructor may not be read',
      () => Object.create({}, { constructor: { get: refuse } }),
    ],
    [
      'an object whose prototype has a constructor that may not be read',
      () => Object.create(Object.create({}, { constructor: { get: refuse } })),
    ],
    ['an object without a prototype', () => Object.create(null)],
    [
      'an object whose prototype has none',
      () => Object.create(Object.create(null)),
    ],
    ['null', () => null],
    ['undefined', () => undefined],
    ['a function', () => QuotesService],
    ['a symbol', () => Symbol('s')],
  ])('%s', async (_kind, make) => {
    expect(await explore(make(), new QuotesService())).toEqual(PUBLISHED);
  });
});

test('a proxy that only lets its prototype be seen is published', async () => {
  const { getPrototypeOf: _, ...others } = handler;
  const ticks = new IntVar();
  const proxy = new Proxy(new QuotesService(), { ...others, get: () => ticks });
  expect(await explore(proxy)).toEqual(PUBLISHED);
});

test('a proxy that refuses to be read has failed, and harms no other', async () => {
  class Refusing {
    @ExposeVar('refused')
    readonly size = 1;
  }
  const proxy = new Proxy(new Refusing(), { get: refuse });
  expect((await explore(proxy, new QuotesService())).document).toBe(
    '{\n"quotes": {"ticks": 0},\n"refused": null\n}\n',
  );
});
