import { ExpvarRegistry, FuncVar, IntVar } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import type { ValueVisitor } from '../../../src/evaluation/visit-values.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

describe('a selection of names', () => {
  test('is made again only after a name has changed', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    registry.newInt('b');
    const includes = vi.fn((name: string) => name !== 'a');
    const render = async () => (await registry.render(includes)).toString();
    expect(await render()).toBe('{\n"b": 0\n}\n');
    includes.mockClear();
    expect(await render()).toBe('{\n"b": 0\n}\n');
    expect(includes).not.toHaveBeenCalled();
    registry.newInt('c');
    expect(await render()).toBe('{\n"b": 0,\n"c": 0\n}\n');
    expect(includes).toHaveBeenCalled();
  });

  test('is made by each reader for itself', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    registry.newInt('b');
    const documents = ['a', 'b', 'c'].map((wanted) =>
      registry.render((name) => name === wanted),
    );
    expect((await Promise.all(documents)).map(String)).toEqual([
      '{\n"a": 0\n}\n',
      '{\n"b": 0\n}\n',
      '{\n\n}\n',
    ]);
  });
});

test('the names are in the order in which they were published', () => {
  const registry = new ExpvarRegistry();
  registry.newInt('b');
  registry.newInt('a');
  expect([...registry.names()]).toEqual(['b', 'a']);
});

test('the version differs after a name is published or unpublished', () => {
  const registry = new ExpvarRegistry();
  const versions = new Set([registry.keysVersion]);
  registry.newInt('a');
  versions.add(registry.keysVersion);
  registry.unpublish('a');
  versions.add(registry.keysVersion);
  registry.newInt('a').add(5);
  versions.add(registry.keysVersion);
  expect(versions.size).toBe(4);
  registry.unpublish('unknown');
  expect(versions).toContain(registry.keysVersion);
});

test('a name that is unpublished loses its metadata, limits and failures', async () => {
  captureWarnings();
  const registry = new ExpvarRegistry();
  const limits = { warning: 5 };
  const fails = () => {
    throw new Error('boom');
  };
  registry.func('a', fails, { limits });
  registry.func('b', fails, { limits });
  await registry.render();
  expect([...registry.metadata.namesWithLimits]).toEqual(['a', 'b']);
  registry.unpublish('a');
  expect(registry.meta('a')).toBeUndefined();
  expect([...registry.metadata.namesWithLimits]).toEqual(['b']);
  expect(registry.failures('a')).toEqual([]);
  expect(registry.failures()).toMatchObject([{ path: ['b'], count: 1 }]);
});

describe('the metadata of a path', () => {
  test('is undefined for no path and for an unknown name', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a', { unit: '1' });
    expect(registry.meta()).toBeUndefined();
    expect(registry.meta('b')).toBeUndefined();
    expect(registry.resolve(['b'])).toEqual({});
  });

  test('comes with the variable', () => {
    const registry = new ExpvarRegistry();
    const int = new IntVar();
    registry.publishInMap('m', 'k', int, { unit: '1', source: 'A.k' });
    expect(registry.resolve(['m', 'k'])).toEqual({
      variable: int,
      meta: { unit: '1', source: 'A.k' },
    });
  });
});

describe("a map of the package's own", () => {
  test('has its variables with their metadata', async () => {
    const registry = new ExpvarRegistry();
    registry.publishOwnMap(
      'node',
      [
        ['uptime', new IntVar(7), { unit: 's' }],
        ['handles', new IntVar(3), { unit: '1' }],
      ],
      '',
    );
    expect(await documentOf(registry)).toBe(
      '{\n"node": {"handles": 3, "uptime": 7}\n}\n',
    );
    expect(registry.meta('node', 'uptime')).toEqual({
      unit: 's',
      source: 'nestjs-expvar',
    });
    expect(registry.meta('node')).toEqual({ source: 'nestjs-expvar' });
  });

  test('is refused with how to leave it out', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('node', { source: 'Jobs.node' });
    const publish = () => {
      registry.publishOwnMap(
        'node',
        [['uptime', new IntVar(), {}]],
        ' with node: false',
      );
    };
    expect(publish).toThrow(
      new Error(
        'expvar: nestjs-expvar cannot publish "uptime" in map "node": that name holds a variable of Jobs.node that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\'); or leave the module\'s own map "node" out with node: false',
        {
          cause: new Error(
            'expvar: nestjs-expvar cannot publish "uptime" in map "node": that name holds a variable of Jobs.node that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\')',
          ),
        },
      ),
    );
  });
});

describe('a read of selected variables', () => {
  test('has the values of all variables, and calls what is collected', async () => {
    const registry = new ExpvarRegistry();
    const int = registry.newInt('int');
    const fn = vi.fn(async () => 7);
    const func = registry.func('func', fn);
    const vars = registry.select(() => {});
    expect([...vars.entries]).toEqual([
      ['int', int],
      ['func', func],
    ]);
    expect(fn).not.toHaveBeenCalled();
    vars.functions.collect(func);
    await vars.functions.settle();
    expect(vars.read(func, [], 'func')).toBe(7);
    expect(fn).toHaveBeenCalledTimes(1);
  });

  test('shares a running call with a document', async () => {
    const registry = new ExpvarRegistry();
    const fn = vi.fn(async () => 7);
    const func = registry.func('func', fn);
    const vars = registry.select(() => {});
    vars.functions.collect(func);
    expect(await documentOf(registry)).toBe('{\n"func": 7\n}\n');
    expect(fn).toHaveBeenCalledTimes(1);
  });

  test('waits for async functions until the deadline of the registry', async () => {
    const registry = new ExpvarRegistry(1);
    const func = registry.func('func', () => new Promise(() => {}));
    const vars = registry.select(() => {});
    vars.functions.collect(func);
    await vars.functions.settle();
    expect(() => vars.read(func, [], 'func')).toThrow('no value within 1 ms');
  });

  test('reports failures to the reader and to the registry', () => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    const onFailure = vi.fn<(path: readonly string[], text: string) => void>();
    const vars = registry.select(onFailure);
    const error = new Error('boom');
    expect(vars.failures.record(['a', 'b'], error)).toBe('Error: boom');
    expect(onFailure.mock.calls).toEqual([[['a', 'b'], 'Error: boom']]);
    expect(registry.failures()).toMatchObject([
      { path: ['a', 'b'], reason: 'Error: boom' },
    ]);
  });

  test('logs the warnings of functions that have a value', () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    registry.select(() => {}).failures.warn(['a'], 'is slow');
    expect(warnings).toEqual(['variable "a" is slow']);
    expect(registry.failures()).toEqual([]);
  });
});

test('a visitor gets the values of the names that it includes', async () => {
  const registry = new ExpvarRegistry();
  registry.newInt('a').add(1);
  registry.newMap('b').add('k', 2);
  registry.publish('c', new FuncVar(async () => 3));
  const values: [path: string, value: unknown][] = [];
  const visitor: ValueVisitor<string> = {
    enter: (parent, key) => `${parent}${key}.`,
    visit: (parent, key, value) => values.push([`${parent}${key}`, value]),
  };
  await registry.visit('', visitor, { includes: (name) => name !== 'a' });
  expect(values).toEqual([
    ['c', 3],
    ['b.k', 2],
  ]);
});
