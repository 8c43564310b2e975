import { Injectable, Scope } from '@nestjs/common';
import { ExposeVar, ExposeVarMap, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';
import { moduleOf } from '../support/platforms.js';

@Injectable()
class QuotesService {
  private static readonly cache = [1, 2];

  @ExposeVar()
  static readonly total = new IntVar();

  @ExposeVar('cached')
  static get cached() {
    return this.cache.length;
  }

  @ExposeVar()
  static oldest() {
    return this.cache[0];
  }
}

const PUBLISHED = '{\n"cached": 2,\n"quotes": {"oldest": 1, "total": 0}\n}\n';

describe('a static member', () => {
  test('may be a getter, a method or a field', async () => {
    expect(await documentWith({ providers: [QuotesService] })).toBe(PUBLISHED);
  });

  test('is published once for two instances', async () => {
    expect(
      await documentWith({
        providers: [
          { provide: 'a', useValue: new QuotesService() },
          { provide: 'b', useFactory: () => new QuotesService() },
          { provide: 'c', useClass: QuotesService },
        ],
        imports: [moduleOf({ providers: [QuotesService] })],
      }),
    ).toBe(PUBLISHED);
  });

  test('is published once for the base class of two subclasses', async () => {
    class SpotQuotes extends QuotesService {
      @ExposeVar('spot')
      static readonly spot = 1;
    }
    class FutureQuotes extends QuotesService {}
    expect(await documentWith({ providers: [SpotQuotes, FutureQuotes] })).toBe(
      '{\n"cached": 2,\n"quotes": {"oldest": 1, "total": 0},\n"spot": 1\n}\n',
    );
  });

  test('is published for a base class and for the subclass that overrides it', async () => {
    class SpotQuotes extends QuotesService {
      @ExposeVar()
      static override oldest() {
        return 7;
      }
    }
    expect(await documentWith({ providers: [SpotQuotes] })).toBe(
      '{\n"cached": 2,\n"quotes": {"oldest": 1, "total": 0},\n"spotQuotes": {"oldest": 7}\n}\n',
    );
  });

  test('is a key of the map of the class', async () => {
    @ExposeVarMap('q')
    class Quotes {
      @ExposeVar('named')
      static readonly a = 1;

      @ExposeVar()
      readonly b = 2;
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"q": {"b": 2, "named": 1}\n}\n',
    );
  });

  test.each([Scope.REQUEST, Scope.TRANSIENT])(
    'is published for a class of scope %i',
    async (scope) => {
      @Injectable({ scope })
      class PerUse {
        @ExposeVar()
        static readonly made = new IntVar();
      }
      expect(
        await documentWith({
          providers: [PerUse, { provide: 'token', useClass: PerUse }],
        }),
      ).toBe('{\n"perUse": {"made": 0}\n}\n');
    },
  );

  test('is published for a class that depends on a request-scoped provider', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Injectable()
    class Orders {
      @ExposeVar('placed')
      static readonly placed = new IntVar();

      constructor(readonly perRequest: PerRequest) {}
    }
    expect(await documentWith({ providers: [PerRequest, Orders] })).toBe(
      '{\n"placed": 0\n}\n',
    );
  });
});

test('a static and an instance member may have one key in two classes', async () => {
  class Base {
    @ExposeVar()
    static readonly size = 1;

    readonly name = 'base';
  }
  class Sub extends Base {
    @ExposeVar()
    readonly size = 2;
  }
  expect(await documentWith({ providers: [Sub] })).toBe(
    '{\n"base": {"size": 1},\n"sub": {"size": 2}\n}\n',
  );
});

test('a static and an instance member of one key in one class collide', async () => {
  class Quotes {
    @ExposeVar()
    static readonly size = 1;

    @ExposeVar()
    readonly size = 2;
  }
  expect(await contextError({ providers: [Quotes] })).toContain(
    'reuse of key "size" in map "quotes": by Quotes.size',
  );
});

test('two applications share the count of a static member', async () => {
  const first = await startContext({ providers: [QuotesService] });
  const second = await startContext({ providers: [QuotesService] });
  QuotesService.total.add(5);
  const expected = PUBLISHED.replace('"total": 0', '"total": 5');
  expect(await first.document()).toBe(expected);
  expect(await second.document()).toBe(expected);
  QuotesService.total.set(0);
});
