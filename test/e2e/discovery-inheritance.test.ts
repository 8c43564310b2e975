import { Injectable } from '@nestjs/common';
import { ExposeVar, ExposeVarMap, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';

async function valuesWith(...providers: (new () => object)[]) {
  return JSON.parse(await documentWith({ providers })) as unknown;
}

describe('inherited members', () => {
  class Base {
    @ExposeVar('answer')
    get answer() {
      return 41;
    }

    @ExposeVar()
    method() {
      return `${this.constructor.name}.method`;
    }

    @ExposeVar()
    readonly ticks = new IntVar();
  }

  test('are published for the class that is provided', async () => {
    @Injectable()
    class QuotesService extends Base {}
    const { document, registry } = await startContext({
      providers: [QuotesService],
    });
    expect(JSON.parse(await document())).toEqual({
      answer: 41,
      quotes: { method: 'QuotesService.method', ticks: 0 },
    });
    expect(registry.meta('answer')?.source).toContain('QuotesService.answer');
  });

  test('are found several classes up the chain', async () => {
    class A extends Base {}
    class B extends A {}
    class C extends B {
      @ExposeVar('added')
      readonly added = 1;
    }
    expect(await valuesWith(C)).toEqual({
      answer: 41,
      c: { method: 'C.method', ticks: 0 },
      added: 1,
    });
  });

  test('read the override when the subclass has no decorator', async () => {
    class QuotesService extends Base {
      override get answer() {
        return super.answer + 1;
      }

      override method() {
        return 'overridden';
      }
    }
    expect(await valuesWith(QuotesService)).toEqual({
      answer: 42,
      quotes: { method: 'overridden', ticks: 0 },
    });
  });

  test('have only the name of the decorator that overrides', async () => {
    class QuotesService extends Base {
      @ExposeVar('better')
      override get answer() {
        return 42;
      }

      @ExposeVar('method')
      override method() {
        return 'overridden';
      }
    }
    expect(await valuesWith(QuotesService)).toEqual({
      better: 42,
      method: 'overridden',
      quotes: { ticks: 0 },
    });
  });

  test('move to the map when a bare decorator overrides', async () => {
    class QuotesService extends Base {
      @ExposeVar()
      override get answer() {
        return 42;
      }
    }
    expect(await valuesWith(QuotesService)).toEqual({
      quotes: { answer: 42, method: 'QuotesService.method', ticks: 0 },
    });
  });

  test('of the base class keep their name beside a subclass that overrides', async () => {
    class Sub extends Base {
      @ExposeVar('better')
      override get answer() {
        return 42;
      }
    }
    expect(await valuesWith(Base, Sub)).toEqual({
      answer: 41,
      better: 42,
      base: { method: 'Base.method', ticks: 0 },
      sub: { method: 'Sub.method', ticks: 0 },
    });
  });

  test('collide when base class and subclass are both provided', async () => {
    class Sub extends Base {}
    const message = await contextError({ providers: [Base, Sub] });
    expect(message).toContain('reuse of exported var name: "answer"');
    expect(message).toContain('Base.answer');
    expect(message).toContain('Sub.answer');
  });
});

test('subclasses of one abstract class do not share members', async () => {
  abstract class Cache {
    @ExposeVar()
    get size() {
      return this.entries().length;
    }

    abstract entries(): string[];
  }
  class UsersCache extends Cache {
    @ExposeVar()
    readonly hits = 1;

    entries() {
      return ['a'];
    }
  }
  class OrdersCache extends Cache {
    @ExposeVar()
    readonly misses = 2;

    entries() {
      return ['a', 'b'];
    }
  }
  class PlainCache extends Cache {
    entries() {
      return [];
    }
  }
  expect(await valuesWith(UsersCache, OrdersCache, PlainCache)).toEqual({
    usersCache: { size: 1, hits: 1 },
    ordersCache: { size: 2, misses: 2 },
    plainCache: { size: 0 },
  });
});

test('a property that a subclass turns into a getter is read as a getter', async () => {
  class Base {
    @ExposeVar('x')
    declare readonly x: number;
  }
  class Sub extends Base {}
  Object.defineProperty(Sub.prototype, 'x', { get: () => 7 });
  expect(await valuesWith(Sub)).toEqual({ x: 7 });
});

test('a member may have two names', async () => {
  class QuotesService {
    @ExposeVar('a')
    @ExposeVar('b')
    @ExposeVar()
    readonly ticks = new IntVar();
  }
  expect(await valuesWith(QuotesService)).toEqual({
    a: 0,
    b: 0,
    quotes: { ticks: 0 },
  });
});

test('a member with the same name twice is refused', async () => {
  class QuotesService {
    @ExposeVar('a')
    @ExposeVar('a')
    readonly ticks = new IntVar();
  }
  expect(await contextError({ providers: [QuotesService] })).toMatch(
    /^expvar: reuse of exported var name: "a" is published by QuotesService\.ticks .* and again by QuotesService\.ticks /,
  );
});

describe('@ExposeVarMap is inherited', () => {
  @ExposeVarMap('pool')
  class Pool {
    @ExposeVar()
    get size() {
      return 1;
    }
  }

  test('keeps the name of the base class', async () => {
    class HttpPool extends Pool {
      @ExposeVar('named')
      readonly idle = 2;
    }
    expect(await valuesWith(HttpPool)).toEqual({
      pool: { size: 1, named: 2 },
    });
  });

  test('may be replaced on the instance', async () => {
    @ExposeVarMap('http')
    class HttpPool extends Pool {}
    expect(await valuesWith(HttpPool, Pool)).toEqual({
      http: { size: 1 },
      pool: { size: 1 },
    });
  });

  test('without a name is a key of the map of the subclass', async () => {
    @ExposeVarMap()
    class Base {
      @ExposeVar('s')
      readonly size = 1;
    }
    class HTTPPool extends Base {}
    class DbPool extends Base {}
    expect(await valuesWith(HTTPPool, DbPool)).toEqual({
      httpPool: { s: 1 },
      dbPool: { s: 1 },
    });
  });
});
