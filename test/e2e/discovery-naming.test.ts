import { Injectable, type Type } from '@nestjs/common';
import {
  ExposeVar,
  ExposeVarMap,
  ExpvarModule,
  ExpvarRegistry,
  IntVar,
  MapVar,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';
import { moduleOf } from '../support/platforms.js';

/** A class with one unnamed member of value 1. */
function exposing(className: string): Type {
  const made = class {
    readonly size = 1;
  };
  Object.defineProperty(made, 'name', { value: className });
  ExposeVar()(made.prototype, 'size');
  return made;
}

describe('without a name a member is a key of the map of its class', () => {
  test.each([
    ['QuotesService', 'quotes'],
    ['UsersController', 'usersController'],
    ['HTTPPool', 'httpPool'],
    ['HTTP', 'http'],
    ['URLService', 'url'],
    ['X', 'x'],
    ['a', 'a'],
    ['Service', 'service'],
    ['ÄpfelService', 'äpfel'],
    ['运行时间Service', '运行时间'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ])('the class %s has the map %s', async (className, map) => {
    expect(await documentWith({ providers: [exposing(className)] })).toBe(
      `{\n"${map}": {"size": 1}\n}\n`,
    );
  });

  test('a member with any key is published', async () => {
    class Quotes {
      @ExposeVar()
      readonly ['memstats'] = 1;

      @ExposeVar()
      readonly ['<b>\n'] = 2;

      @ExposeVar()
      readonly [''] = 3;

      @ExposeVar()
      readonly ['__proto__'] = 4;
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"quotes": {"": 3, "\\u003cb\\u003e\\n": 2, "__proto__": 4, "memstats": 1}\n}\n',
    );
  });

  test('a class without a name is refused', async () => {
    const message = await contextError({ providers: [exposing('')] });
    expect(message).toBe(
      "expvar: @ExposeVar is on (anonymous class).size, whose class has no name for its map; name the map with @ExposeVarMap('name')",
    );
    expect(message).toContain('@ExposeVarMap');
  });

  test.each(['MemstatsService', 'CMDLINE', 'MemStats'])(
    '%s is refused because its map would have a reserved name',
    async (className) => {
      const message = await contextError({ providers: [exposing(className)] });
      expect(message).toContain(`${className}.size (providers of TestModule)`);
      expect(message).toContain('cmdline and memstats are reserved');
      // The remedy for a class is another map, not another name.
      expect(message).toContain('@ExposeVarMap');
    },
  );
});

describe('a name is the whole top-level name', () => {
  test.each(['CuMemory', 'a.b', 'a b', '运行时间', '__proto__', '"', '<b>'])(
    'the name %s is used unchanged',
    async (name) => {
      class Quotes {
        @ExposeVar(name)
        readonly size = 1;
      }
      const { document, registry } = await startContext({
        providers: [Quotes],
      });
      expect([...registry].map(([key]) => key)).toEqual([name]);
      expect(await document()).toBe(
        `{\n${JSON.stringify(name).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')}: 1\n}\n`,
      );
    },
  );

  test('the option name is the whole top-level name', async () => {
    class Quotes {
      @ExposeVar({ name: 'CuMemory' })
      readonly size = 1;

      @ExposeVar({})
      readonly ticks = 2;
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"CuMemory": 1,\n"quotes": {"ticks": 2}\n}\n',
    );
  });

  test.each([
    ['', 'a name must be 1 to 256 bytes of UTF-8'],
    ['é'.repeat(129), 'a name must be 1 to 256 bytes of UTF-8'],
    ['a\nb', 'a name must not contain control characters'],
    ['\u007f', 'a name must not contain control characters'],
    ['\ud800', 'a name must not contain lone surrogates'],
    [1 as unknown as string, 'a name must be a string'],
    ['memstats', 'cmdline and memstats are reserved in every letter case'],
    ['MemStats', 'cmdline and memstats are reserved in every letter case'],
    ['memſtats', 'cmdline and memstats are reserved in every letter case'],
    [
      'MEM\u017fTAT\u017f',
      'cmdline and memstats are reserved in every letter case',
    ],
    ['cmdline', 'cmdline and memstats are reserved in every letter case'],
    ['cmdLINE', 'cmdline and memstats are reserved in every letter case'],
  ])('the name %j is refused', async (name, why) => {
    class Quotes {
      @ExposeVar({ name })
      readonly size = 1;
    }
    const message = await contextError({ providers: [Quotes] });
    expect(message).toMatch(
      /^expvar: Quotes\.size \(providers of TestModule\) cannot publish the name /,
    );
    expect(message).toContain(why);
  });
});

describe('@ExposeVarMap', () => {
  test('contains all members, with a name or without', async () => {
    @ExposeVarMap('q')
    @Injectable()
    class QuotesService {
      @ExposeVar()
      readonly ticks = new IntVar();

      @ExposeVar('CuMemory')
      get size() {
        return 3;
      }

      // Go accepts any text as a key of a map.
      @ExposeVar('memstats')
      static readonly total = 4;
    }
    const { document, registry } = await startContext({
      providers: [QuotesService],
    });
    expect(await document()).toBe(
      '{\n"q": {"CuMemory": 3, "memstats": 4, "ticks": 0}\n}\n',
    );
    expect(registry.has('CuMemory')).toBe(false);
  });

  test('without a name is named after the class', async () => {
    @ExposeVarMap()
    class QuotesService {
      @ExposeVar()
      readonly ticks = 1;

      @ExposeVar('CuMemory')
      readonly size = 2;
    }
    expect(await documentWith({ providers: [QuotesService] })).toBe(
      '{\n"quotes": {"CuMemory": 2, "ticks": 1}\n}\n',
    );
  });

  test('names the map of a class without a name or with a minified name', async () => {
    const anonymous = exposing('');
    ExposeVarMap('anonymous')(anonymous);
    @ExposeVarMap('minified')
    class a {
      @ExposeVar()
      readonly b = 2;
    }
    expect(await documentWith({ providers: [anonymous, a] })).toBe(
      '{\n"anonymous": {"size": 1},\n"minified": {"b": 2}\n}\n',
    );
  });

  test.each([
    ['', 'a name must be 1 to 256 bytes of UTF-8'],
    ['a\nb', 'a name must not contain control characters'],
    ['memſtats', 'cmdline and memstats are reserved in every letter case'],
  ])('with the name %j is refused', async (name, why) => {
    @ExposeVarMap(name)
    class Quotes {
      @ExposeVar()
      readonly size = 1;
    }
    const message = await contextError({ providers: [Quotes] });
    expect(message).toContain(
      `Quotes.size (providers of TestModule) cannot publish the name ${JSON.stringify(name)}`,
    );
    expect(message).toContain(why);
  });

  test('has %2E for the dots of a name that Elasticsearch refuses', async () => {
    @ExposeVarMap('q')
    class Quotes {
      @ExposeVar('a..b')
      readonly adjacent = 1;

      @ExposeVar()
      readonly ['.first'] = 2;

      @ExposeVar('last.')
      readonly last = 3;

      @ExposeVar('a.b')
      readonly inner = 4;

      @ExposeVar()
      readonly map = new MapVar();
    }
    const quotes = new Quotes();
    quotes.map.add('a..b');
    expect(
      await documentWith({
        providers: [{ provide: Quotes, useValue: quotes }],
      }),
    ).toBe(
      '{\n"q": {"%2Efirst": 2, "a%2E%2Eb": 1, "a.b": 4, "last%2E": 3, "map": {"a..b": 1}}\n}\n',
    );
  });

  test('on a class without members publishes nothing', async () => {
    @ExposeVarMap('empty')
    class Quotes {}
    expect(await documentWith({ providers: [Quotes] })).toBe('{\n\n}\n');
  });
});

describe('two classes in one map', () => {
  @ExposeVarMap('market')
  class SpotQuotes {
    @ExposeVar()
    readonly spot = 1;
  }

  test('may have members with different keys', async () => {
    @ExposeVarMap('market')
    class FutureQuotes {
      @ExposeVar()
      readonly future = 2;
    }
    class MarketService {
      @ExposeVar()
      readonly open = true;
    }
    expect(
      await documentWith({
        providers: [SpotQuotes, FutureQuotes, MarketService],
      }),
    ).toBe('{\n"market": {"future": 2, "open": true, "spot": 1}\n}\n');
  });

  test('may not have members with the same key', async () => {
    class MarketService {
      @ExposeVar()
      readonly spot = 2;
    }
    const message = await contextError({
      providers: [SpotQuotes, MarketService],
    });
    expect(message).toBe(
      'expvar: reuse of key "spot" in map "market": by SpotQuotes.spot (providers of TestModule) and again by MarketService.spot (providers of TestModule); rename one of them, or give one of the classes a map of its own with @ExposeVarMap(\'name\')',
    );
  });

  test('may not have the same key and the same minified name', async () => {
    const message = await contextError({
      providers: [exposing('a'), exposing('a')],
    });
    expect(message).toContain('reuse of key "size" in map "a"');
    expect(message).toContain('@ExposeVarMap');
  });
});

describe('the map of a class', () => {
  class QuotesService {
    @ExposeVar()
    readonly ticks = 1;
  }

  test('may be a map that the registry created', async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newMap('quotes').add('jobs');
      }
    }
    expect(await documentWith({ providers: [Publisher, QuotesService] })).toBe(
      '{\n"quotes": {"jobs": 1, "ticks": 1}\n}\n',
    );
  });

  test('may be a map of forFeature', async () => {
    expect(
      await documentWith({
        imports: [ExpvarModule.forFeature([{ name: 'quotes', type: 'map' }])],
        providers: [QuotesService],
      }),
    ).toBe('{\n"quotes": {"ticks": 1}\n}\n');
  });

  test('does not overwrite a key of the map', async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newMap('quotes').add('ticks');
      }
    }
    const message = await contextError({
      providers: [Publisher, QuotesService],
    });
    expect(message).toContain('reuse of key "ticks" in map "quotes"');
    expect(message).toContain('registry.newMap()');
    expect(message).toContain('QuotesService.ticks (providers of TestModule)');
  });

  test('may not be a variable of another type', async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newInt('quotes');
      }
    }
    const message = await contextError({
      providers: [QuotesService, Publisher],
    });
    expect(message).toBe(
      'expvar: QuotesService.ticks (providers of TestModule) cannot publish "ticks" in map "quotes": that name holds a variable of registry.newInt() that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\')',
    );
  });

  test('may not have the name of a member', async () => {
    class Named {
      @ExposeVar('quotes')
      readonly size = 1;
    }
    const mapLast = await contextError({ providers: [Named, QuotesService] });
    const mapFirst = await contextError({ providers: [QuotesService, Named] });
    for (const message of [mapLast, mapFirst]) {
      expect(message).toContain('"quotes"');
      expect(message).toContain('QuotesService.ticks');
      expect(message).toContain('Named.size');
    }
  });
});

describe('a name that is taken', () => {
  class QuotesService {
    @ExposeVar('orders')
    readonly size = 1;
  }
  const mine = 'QuotesService.size (providers of TestModule)';

  test('is refused when another class has it', async () => {
    class Other {
      @ExposeVar('orders')
      get count() {
        return 2;
      }
    }
    expect(await contextError({ providers: [QuotesService, Other] })).toContain(
      `expvar: reuse of exported var name: "orders" is published by ${mine} and again by Other.count (providers of TestModule); `,
    );
  });

  test('is refused when the registry published it', async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.func('orders', () => 1, { source: 'Publisher' });
      }
    }
    expect(
      await contextError({ providers: [QuotesService, Publisher] }),
    ).toContain(
      `expvar: reuse of exported var name: "orders" is published by Publisher and again by ${mine}; `,
    );
  });

  test('is refused when forFeature declared it', async () => {
    expect(
      await contextError({
        imports: [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])],
        providers: [QuotesService],
      }),
    ).toContain(
      `expvar: reuse of exported var name: "orders" is published by ExpvarModule.forFeature() of TestModule and again by ${mine}; `,
    );
  });

  test('is refused when a class of another module has it', async () => {
    class Other {
      @ExposeVar('orders')
      readonly count = 2;
    }
    const message = await contextError({
      imports: [moduleOf({ providers: [Other] })],
      providers: [QuotesService],
    });
    expect(message).toContain('Other.count');
    expect(message).toContain('QuotesService.size');
  });

  test('is refused when it is published later', async () => {
    const { registry } = await startContext({ providers: [QuotesService] });
    expect(() => registry.newInt('orders')).toThrow(
      `is published by ${mine} and again by registry.newInt()`,
    );
  });
});

test('a static member called name is refused, and may have a named map', async () => {
  class Quotes {
    @ExposeVar()
    readonly size = 2;
  }
  Object.defineProperty(Quotes, 'name', { value: () => 'quotes' });
  expect(await contextError({ providers: [Quotes] })).toBe(
    "expvar: @ExposeVar is on (anonymous class).size, whose class has no name for its map; name the map with @ExposeVarMap('name')",
  );

  @ExposeVarMap('market')
  class Market extends Quotes {}
  expect(await documentWith({ providers: [Market] })).toBe(
    '{\n"market": {"size": 2}\n}\n',
  );
});
