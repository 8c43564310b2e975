import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { ExpvarRegistry, FuncVar, MapVar, Var } from 'nestjs-expvar';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { yieldToEventLoop } from '../../../src/support/event-loop.js';
import { deferred } from '../../support/deferred.js';

/** The time that performance.now returns. Tests advance it. */
let now: number;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Simulates work that exceeds a time slice. */
function workLong(): void {
  now += 3;
}

/** A variable whose text takes longer to write than a time slice. */
class SlowVar extends Var {
  constructor(private readonly log: string[]) {
    super();
  }

  toString(): string {
    this.log.push('work');
    workLong();
    return '1';
  }
}

/** Calls a function once per turn of the event loop while a task runs. */
async function inEachTurn<T>(
  act: () => void,
  task: () => Promise<T>,
): Promise<T> {
  const state = { isDone: false };
  const acting = (async () => {
    while (!state.isDone) {
      await setImmediate();
      act();
    }
  })();
  try {
    return await task();
  } finally {
    state.isDone = true;
    await acting;
  }
}

/** Returns the log of a render, with an entry for each turn of the event loop. */
async function renderingLog(
  publish: (registry: ExpvarRegistry, log: string[]) => void,
): Promise<string[]> {
  const log: string[] = [];
  const registry = new ExpvarRegistry();
  publish(registry, log);
  const document = await inEachTurn(
    () => log.push('turn'),
    () => registry.render(),
  );
  JSON.parse(document.toString());
  return log;
}

/** Returns the largest number of log entries between two turns of the event loop. */
function longestRun(log: readonly string[]): number {
  const runs = log.join(' ').split('turn');
  return Math.max(...runs.map((text) => text.split('work').length - 1));
}

describe('a long document yields to the event loop', () => {
  const count = 40;

  test('between functions that are slow', async () => {
    const log = await renderingLog((registry, log) => {
      for (let i = 0; i < count; i++) {
        registry.func(`f${i}`, () => {
          log.push('work');
          workLong();
          return i;
        });
      }
    });
    expect(log.filter((entry) => entry === 'work')).toHaveLength(count);
    expect(longestRun(log)).toBeLessThanOrEqual(4);
  });

  test('between variables that are slow to write', async () => {
    const log = await renderingLog((registry, log) => {
      for (let i = 0; i < count; i++) {
        registry.publish(`v${i}`, new SlowVar(log));
        registry.newInt(`i${i}`);
      }
    });
    expect(log.filter((entry) => entry === 'work')).toHaveLength(count);
    expect(longestRun(log)).toBeLessThanOrEqual(4);
  });

  test('while many names are sorted for the first time', async () => {
    vi.mocked(performance.now).mockImplementation(() => now++);
    const registry = new ExpvarRegistry();
    const total = 30_000;
    for (let i = 0; i < total; i++) {
      registry.newInt(`n${(i * 7919) % total}`);
    }
    let turns = 0;
    const rendered = await inEachTurn(
      () => {
        turns++;
      },
      () => {
        const rendering = registry.render();
        registry.newInt('published meanwhile');
        return rendering;
      },
    );
    const document = JSON.parse(rendered.toString()) as object;
    expect(Object.keys(document).length).toBeGreaterThanOrEqual(total);
    expect(turns).toBeGreaterThan(10);
    expect([...registry].length).toBe(total + 1);
  });

  test('while names are selected', async () => {
    const registry = new ExpvarRegistry();
    for (let i = 0; i < 5000; i++) {
      registry.newInt(`n${i}`);
    }
    let turns = 0;
    const document = await inEachTurn(
      () => {
        turns++;
      },
      () =>
        registry.render((name) => {
          if (name.endsWith('00')) {
            workLong();
          }
          return !name.endsWith('7');
        }),
    );
    expect(turns).toBeGreaterThan(4);
    const names = Object.keys(JSON.parse(document.toString()) as object);
    expect(names).toHaveLength(4500);
    expect(names.filter((name) => name.endsWith('7'))).toEqual([]);
  });
});

test('a short document does not yield', async () => {
  const registry = new ExpvarRegistry();
  registry.newInt('n');
  const log: string[] = [];
  void setImmediate().then(() => log.push('turn'));
  await registry.render();
  log.push('document');
  await setImmediate();
  expect(log).toEqual(['document', 'turn']);
});

test('the wait for async variables does not count as work', async () => {
  const registry = new ExpvarRegistry();
  const called = deferred();
  registry.func('slow', async () => {
    called.resolve();
    await setImmediate();
    workLong();
    return 1;
  });
  const log: string[] = [];
  const rendering = registry.render().then(() => log.push('document'));
  await called.promise;
  await setImmediate();
  log.push('turn');
  await rendering;
  expect(log).toEqual(['document', 'turn']);
});

test('documents that are rendered at the same time do not mix', async () => {
  const registry = new ExpvarRegistry();
  let isSlow = true;
  class SometimesSlowVar extends Var {
    toString(): string {
      if (isSlow) {
        workLong();
      }
      return '"x"';
    }
  }
  for (let i = 0; i < 24; i++) {
    const map = new MapVar();
    map.set('slow', new SometimesSlowVar());
    map.set('func', new FuncVar(() => i));
    registry.publish(`m${String(i).padStart(2, '0')}`, map);
  }
  const isOdd = (name: string) => Number(name.slice(1)) % 2 === 1;
  const documents = await Promise.all([
    registry.render(),
    registry.render(isOdd),
    registry.render(),
    registry.render((name) => !isOdd(name)),
  ]);
  isSlow = false;
  const expected = [
    await registry.render(),
    await registry.render(isOdd),
    await registry.render(),
    await registry.render((name) => !isOdd(name)),
  ];
  expect(documents.map(String)).toEqual(expected.map(String));
});

test('only one of many documents works in each turn of the event loop', async () => {
  const log: string[] = [];
  const registry = new ExpvarRegistry();
  for (let i = 0; i < 16; i++) {
    registry.publish(`v${String(i).padStart(2, '0')}`, new SlowVar(log));
  }
  const documents = Array.from({ length: 6 }, () => registry.render());
  await setImmediate();
  // At this point each document has had its first time slice.
  log.length = 0;
  await inEachTurn(
    () => log.push('turn'),
    () => Promise.all(documents),
  );
  expect(log.filter((entry) => entry === 'work').length).toBeGreaterThan(40);
  expect(longestRun(log)).toBeLessThanOrEqual(4);
});

describe('fake timers in a test', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'setInterval'] });
  });

  test('do not keep a large document from resolving', async () => {
    const log: string[] = [];
    const registry = new ExpvarRegistry();
    for (let i = 0; i < 5; i++) {
      registry.publish(`v${i}`, new SlowVar(log));
    }
    expect((await registry.render()).toString()).toBe(
      '{\n"v0": 1,\n"v1": 1,\n"v2": 1,\n"v3": 1,\n"v4": 1\n}\n',
    );
  });

  test('do not keep documents that wait for each other from resolving', async () => {
    const registry = new ExpvarRegistry();
    for (let i = 0; i < 50; i++) {
      registry.publish(`v${i}`, new SlowVar([]));
    }
    const documents = await Promise.all(
      Array.from({ length: 3 }, () => registry.render()),
    );
    expect(documents.map(({ length }) => length)).toEqual([493, 493, 493]);
  });

  test('do not keep a wait for the next turn from resolving', async () => {
    await expect(yieldToEventLoop()).resolves.toBeUndefined();
  });
});
