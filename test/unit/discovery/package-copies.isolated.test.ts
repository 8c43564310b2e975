import { Injectable } from '@nestjs/common';
import * as first from 'nestjs-expvar';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../../support/contexts.js';
import { captureWarnings } from '../../support/registries.js';

/** A second copy of the package, as when two versions are installed. */
let second: typeof first;

beforeAll(async () => {
  vi.resetModules();
  second = await import('nestjs-expvar');
});

test('the test has loaded two copies of the package', () => {
  expect(second.IntVar).not.toBe(first.IntVar);
  expect(second.ExposeVar).not.toBe(first.ExposeVar);
});

test('members that the other copy marks are published', async () => {
  @second.ExposeVarMap('other')
  @Injectable()
  class QuotesService {
    @second.ExposeVar()
    readonly ticks = new second.IntVar();

    @first.ExposeVar()
    get size() {
      return 2;
    }

    @second.ExposeVar()
    count() {
      return this.size + 1;
    }

    @second.ExposeVar()
    static readonly total = new second.FloatVar();
  }
  expect(await documentWith({ providers: [QuotesService] })).toBe(
    '{\n"other": {"count": 3, "size": 2, "ticks": 0, "total": 0}\n}\n',
  );
});

test('the metadata of the other copy is published', async () => {
  @Injectable()
  class QuotesService {
    @second.ExposeVar({ name: 'ticks', kind: 'counter', unit: '1' })
    readonly ticks = new second.IntVar();
  }
  const { registry } = await startContext({ providers: [QuotesService] });
  expect(registry.meta('ticks')).toMatchObject({ kind: 'counter', unit: '1' });
});

test('a member marked by both copies is refused as a duplicate', async () => {
  class QuotesService {
    @first.ExposeVar('ticks')
    @second.ExposeVar('ticks')
    readonly ticks = new first.IntVar();
  }
  await expect(documentWith({ providers: [QuotesService] })).rejects.toThrow(
    'expvar: reuse of exported var name: "ticks"',
  );
});

test('variables of the other copy are published and written, and maps add to them', async () => {
  const registry = new first.ExpvarRegistry();
  const int = new second.IntVar();
  const map = new second.MapVar();
  const text = new second.StringVar();
  text.set('<');
  map.set('mine', new first.IntVar());
  map.add('mine', 2);
  map.addFloat('half', 0.5);
  registry.publish('int', int);
  registry.publish('map', map);
  registry.publish('text', text);
  registry.func('func', () => int);
  int.add(2n ** 60n);
  expect((await registry.render()).toString()).toBe(
    '{\n"func": 1152921504606846976,\n"int": 1152921504606846976,\n"map": {"half": 0.5, "mine": 2},\n"text": "\\u003c"\n}\n',
  );
});

test("a map adds to the other copy's variables", () => {
  const map = new first.MapVar();
  map.set('int', new second.IntVar());
  map.set('float', new second.FloatVar());
  map.set('text', new second.StringVar());
  map.add('int', 2);
  map.add('int');
  map.addFloat('float', 0.5);
  // Go leaves a variable of another type unchanged.
  map.add('text');
  map.add('float');
  map.addFloat('int', 1);
  expect(map.toString()).toBe('{"float": 0.5, "int": 3, "text": ""}');
  expect(JSON.stringify(map)).toBe('{"float":0.5,"int":3,"text":""}');
});

test('a class adds its variables to a map of the other copy', async () => {
  @Injectable()
  class Publisher {
    constructor(registry: first.ExpvarRegistry) {
      const map = new second.MapVar();
      map.add('jobs', 3);
      registry.publish('quotes', map);
    }
  }
  @Injectable()
  class QuotesService {
    @first.ExposeVar()
    get size() {
      return 1;
    }
  }
  expect(await documentWith({ providers: [Publisher, QuotesService] })).toBe(
    '{\n"quotes": {"jobs": 3, "size": 1}\n}\n',
  );
});

test("functions of the other copy are awaited, and fail like this copy's", async () => {
  const warnings = captureWarnings();
  const registry = new first.ExpvarRegistry();
  registry.publish('async', new second.FuncVar(async () => 1));
  const map = new second.MapVar();
  map.set('async', new second.FuncVar(async () => 2));
  map.set('bad', new second.FuncVar(() => NaN));
  registry.publish('map', map);
  expect((await registry.render()).toString()).toBe(
    '{\n"async": 1,\n"map": {"async": 2}\n}\n',
  );
  expect(warnings).toEqual([
    'variable "map"."bad" failed: Error: JSON cannot hold NaN',
  ]);
});

test('forFeature of the other copy publishes in the registry of forRoot', async () => {
  @Injectable()
  class Orders {
    constructor(@second.InjectVar('orders') readonly orders: first.IntVar) {
      orders.add(2);
    }
  }
  const document = await documentWith({
    imports: [
      second.ExpvarModule.forFeature([{ name: 'orders', type: 'int' }]),
    ],
    providers: [Orders],
  });
  expect(document).toBe('{\n"orders": 2\n}\n');
});

test('forRoot of the other copy is refused beside that of the first', async () => {
  expect(
    await contextError({ imports: [second.ExpvarModule.forRoot()] }),
  ).toContain('expvar: ExpvarModule.forRoot() is imported more than once');
});
