import { ExpvarRegistry, FuncVar, MapVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { documentOf } from '../../support/registries.js';

const FUNCTIONS = 1_000;

/** Returns functions that count their calls. Every second function is async. */
function countedFunctions() {
  const calls = new Map<FuncVar, number>();
  const funcs = Array.from({ length: FUNCTIONS }, (_, i) => {
    const count = () => {
      calls.set(func, calls.get(func)! + 1);
      return i;
    };
    const func = new FuncVar(i % 2 === 0 ? count : async () => count());
    calls.set(func, 0);
    return func;
  });
  return { funcs, counts: () => new Set(calls.values()) };
}

function mapOf(func: FuncVar, depth: number): MapVar {
  const map = new MapVar();
  map.set('value', depth === 1 ? func : mapOf(func, depth - 1));
  return map;
}

type Publish = (registry: ExpvarRegistry, func: FuncVar, i: number) => void;

test.each<[string, number, Publish]>([
  ['at top level', 1, (registry, func, i) => registry.publish(`f${i}`, func)],
  [
    'under two names',
    2,
    (registry, func, i) => {
      registry.publish(`f${i}`, func);
      registry.publish(`again${i}`, func);
    },
  ],
  [
    'under two keys of one map',
    2,
    (registry, func, i) => {
      registry.publishInMap('m', `f${i}`, func);
      registry.publishInMap('m', `again${i}`, func);
    },
  ],
  [
    'in maps within maps, and at top level',
    2,
    (registry, func, i) => {
      registry.publish(`m${i}`, mapOf(func, 3));
      registry.publish(`f${i}`, func);
    },
  ],
  [
    'returned by a sync and an async function',
    2,
    (registry, func, i) => {
      registry.func(`f${i}`, () => func);
      registry.func(`again${i}`, async () => func);
    },
  ],
])(
  'a thousand functions, %s, are called once by each scrape',
  async (_, places, publish) => {
    // No machine is so slow that it misses this deadline.
    const registry = new ExpvarRegistry(30_000);
    const { funcs, counts } = countedFunctions();
    funcs.forEach((func, i) => publish(registry, func, i));
    expect(counts()).toEqual(new Set([0]));
    const document = await documentOf(registry);
    expect(counts()).toEqual(new Set([1]));
    expect(document.match(/: \d+/g)).toHaveLength(FUNCTIONS * places);
    expect(await documentOf(registry)).toBe(document);
    expect(counts()).toEqual(new Set([2]));
  },
);
