import { Injectable } from '@nestjs/common';
import {
  ExposeVar,
  ExposeVarMap,
  FuncVar,
  IntVar,
  MapVar,
  Var,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';
import { captureWarnings } from '../support/registries.js';

const later = Symbol('later');

describe('an exposed member', () => {
  test('publishes the resolved values of async getters and methods', async () => {
    class Quotes {
      @ExposeVar('getter')
      get getter() {
        return Promise.resolve(1);
      }

      @ExposeVar('method')
      async method() {
        await Promise.resolve();
        return { open: true };
      }

      @ExposeVar('property')
      readonly property = Promise.resolve('p');

      @ExposeVar()
      async inMap() {
        return 2;
      }
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"getter": 1,\n"method": {"open":true},\n"property": "p",\n"quotes": {"inMap": 2}\n}\n',
    );
  });

  test('publishes the values of accessors', async () => {
    class Quotes {
      @ExposeVar('size')
      accessor size = 1;

      @ExposeVar()
      accessor ticks = new IntVar(2);

      @ExposeVar({ name: 'total' })
      static accessor total = 3;
    }
    const { app, document } = await startContext({ providers: [Quotes] });
    app.get(Quotes).size = 5;
    app.get(Quotes).ticks.add(4);
    expect(await document()).toBe(
      '{\n"quotes": {"ticks": 6},\n"size": 5,\n"total": 3\n}\n',
    );
  });

  test('publishes the return values of methods, called on their instance', async () => {
    @Injectable()
    class Quotes {
      readonly #klines = [1, 2, 3];

      @ExposeVar('method')
      method() {
        return this.#klines.length;
      }

      @ExposeVar('async')
      async asynchronous() {
        return this.#klines.length;
      }

      @ExposeVar('static')
      static total() {
        return this.name;
      }
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"async": 3,\n"method": 3,\n"static": "Quotes"\n}\n',
    );
  });

  test('calls methods with optional parameters without arguments', async () => {
    class Quotes {
      @ExposeVar('default')
      byDefault(symbol = 'BTC', limit = 2) {
        return [symbol, limit];
      }

      @ExposeVar('rest')
      rest(...symbols: string[]) {
        return symbols.length;
      }
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"default": ["BTC",2],\n"rest": 0\n}\n',
    );
  });

  test('publishes variables of every type', async () => {
    class Ring extends Var {
      toString() {
        return '[1, 2]';
      }
    }
    class Quotes {
      @ExposeVar('custom')
      readonly ring = new Ring();

      @ExposeVar('func')
      readonly func = new FuncVar(async () => 1);

      @ExposeVar('map')
      readonly map = new MapVar();

      @ExposeVar('made')
      get made() {
        const map = new MapVar();
        map.set('k', new FuncVar(async () => 2));
        return map;
      }
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      '{\n"custom": [1, 2],\n"func": 1,\n"made": {"k": 2},\n"map": {}\n}\n',
    );
  });

  test('publishes a symbol member under the description of the symbol', async () => {
    class Quotes {
      @ExposeVar('getter')
      get [later]() {
        return 1;
      }
    }
    @ExposeVarMap('map')
    class Mapped {
      @ExposeVar('named')
      readonly [later] = 2;
    }
    expect(await documentWith({ providers: [Quotes, Mapped] })).toBe(
      '{\n"getter": 1,\n"map": {"named": 2}\n}\n',
    );
  });

  test('publishes getters that have a setter', async () => {
    class Quotes {
      private current = 1;

      @ExposeVar('limit')
      get limit() {
        return this.current;
      }

      set limit(limit: number) {
        this.current = limit;
      }
    }
    const { app, document } = await startContext({ providers: [Quotes] });
    app.get(Quotes).limit = 7;
    expect(await document()).toBe('{\n"limit": 7\n}\n');
  });
});

test('members that fail do not affect others, and the log names them', async () => {
  class Quotes {
    @ExposeVar('throws')
    get throws(): number {
      throw new RangeError('boom');
    }

    @ExposeVar('rejects')
    async rejects() {
      throw new RangeError('later');
    }

    @ExposeVar()
    get inMap(): number {
      throw new RangeError('inside');
    }

    @ExposeVar()
    readonly fine = 1;

    @ExposeVar('arrow')
    readonly arrow = () => 1;

    @ExposeVar('missing')
    declare readonly missing: number;
  }
  const { document } = await startContext({ providers: [Quotes] });
  const warnings = captureWarnings();
  expect(await document()).toBe(
    '{\n"arrow": null,\n"missing": null,\n"quotes": {"fine": 1},\n"rejects": null,\n"throws": null\n}\n',
  );
  expect(warnings.toSorted()).toEqual([
    expect.stringMatching(/^variable "arrow" failed: .*function/),
    expect.stringMatching(/^variable "missing" failed: .*undefined/),
    'variable "quotes"."inMap" failed: RangeError: inside',
    'variable "rejects" failed: RangeError: later',
    'variable "throws" failed: RangeError: boom',
  ]);
});

describe('an exposed member at start-up', () => {
  test.each<[object, string]>([
    [
      class Quotes {
        method(_symbol: string) {
          return 1;
        }
      },
      'expvar: @ExposeVar is on Quotes.method, a method with 1 parameter; a scrape has no arguments to pass, so expose a getter or a method without parameters',
    ],
    [
      class Quotes {
        readonly size = 1;

        static method(_symbol: string, _limit: number) {
          return 1;
        }
      },
      'expvar: @ExposeVar is on Quotes.method, a method with 2 parameters; a scrape has no arguments to pass, so expose a getter or a method without parameters',
    ],
    [
      class Quotes {
        // A default does not help a parameter that comes before it.
        method(_symbol: string, _limit = 1) {
          return 1;
        }
      },
      'expvar: @ExposeVar is on Quotes.method, a method with 1 parameter; a scrape has no arguments to pass, so expose a getter or a method without parameters',
    ],
    [
      class Quotes {
        set method(_symbol: string) {}
      },
      'expvar: @ExposeVar is on Quotes.method, which has a setter but no getter; add the getter',
    ],
  ])('refuses the member of %o', async (made, expected) => {
    const Quotes = made as new () => object;
    const owner = Object.hasOwn(Quotes, 'method') ? Quotes : Quotes.prototype;
    const descriptor = Object.getOwnPropertyDescriptor(owner, 'method')!;
    ExposeVar('name')(owner as object, 'method', descriptor);
    const message = await contextError({ providers: [Quotes] });
    expect(message).toBe(expected);
    expect(message).toContain('@ExposeVar is on Quotes.method');
  });

  test('refuses a symbol without a description', async () => {
    class Quotes {
      @ExposeVar()
      readonly [later] = 1;
    }
    const message = await contextError({ providers: [Quotes] });
    expect(message).toBe(
      "expvar: @ExposeVar is on Quotes.Symbol(later), whose key is a symbol; name the variable: @ExposeVar('name')",
    );
    expect(message).toContain("@ExposeVar('name')");
  });
});
