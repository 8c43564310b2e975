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

/** Returns a proxy with an endless prototype chain. */
function endless(): object {
  return new Proxy({}, { getPrototypeOf: endless });
}

function selfPrototype(): object {
  const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
  return proxy;
}

/**
 * Explores instances that are written directly into Nest's container, because
 * Nest itself fails on some of them.
 */
async function explore(...instances: unknown[]) {
  class HostileModule {}
  const container = new NestContainer();
  const { moduleRef } = (await container.addModule(HostileModule, []))!;
  const host = moduleRef.getProviderByKey(HostileModule);
  host.instance = new HostileModule();
  host.initTime = 1;
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

describe('the explorer', () => {
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
    ['a proxy that is its own prototype', selfPrototype],
    [
      'an object whose prototype refuses everything',
      () => Object.create(new Proxy({}, handler)),
    ],
    [
      'an object whose prototype denies access to its properties',
      () => Object.create(new Proxy({}, { getOwnPropertyDescriptor: refuse })),
    ],
    [
      'an object whose constructor is unreadable',
      () => Object.create({}, { constructor: { get: refuse } }),
    ],
    [
      'an object whose prototype has an unreadable constructor',
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
  ])('skips %s without an error', async (_kind, make) => {
    expect(await explore(make(), new QuotesService())).toEqual(PUBLISHED);
  });
});

test('a proxy that reveals only its prototype is published', async () => {
  const { getPrototypeOf: _, ...otherTraps } = handler;
  const ticks = new IntVar();
  const proxy = new Proxy(new QuotesService(), {
    ...otherTraps,
    get: () => ticks,
  });
  expect(await explore(proxy)).toEqual(PUBLISHED);
});

test('a proxy that refuses to be read fails without affecting other variables', async () => {
  class Refusing {
    @ExposeVar('refused')
    readonly size = 1;
  }
  const proxy = new Proxy(new Refusing(), { get: refuse });
  expect((await explore(proxy, new QuotesService())).document).toBe(
    '{\n"quotes": {"ticks": 0},\n"refused": null\n}\n',
  );
});
