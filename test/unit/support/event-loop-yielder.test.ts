import { setImmediate } from 'node:timers/promises';
import { ExpvarRegistry, FuncVar, MapVar, Var } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';

/** Longer than the stretch after which others get a turn. */
function dawdle(): void {
  const end = performance.now() + 3;
  while (performance.now() < end);
}

function dawdled<T>(value: T): T {
  dawdle();
  return value;
}

class SlowVar extends Var {
  constructor(private readonly log: string[]) {
    super();
  }

  toString(): string {
    this.log.push('work');
    dawdle();
    return '1';
  }
}

/** Does something with each turn of the event loop while another works. */
async function atEachTurn<T>(
  act: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const state = { isDone: false };
  const acting = (async () => {
    while (!state.isDone) {
      await setImmediate();
      act();
    }
  })();
  try {
    return await work();
  } finally {
    state.isDone = true;
    await acting;
  }
}

/** Renders while other things happen, which the log tells apart. */
async function logOf(
  publish: (registry: ExpvarRegistry, log: string[]) => void,
): Promise<string[]> {
  const log: string[] = [];
  const registry = new ExpvarRegistry();
  publish(registry, log);
  const document = await atEachTurn(
    () => log.push('turn'),
    () => registry.render(),
  );
  JSON.parse(document.toString());
  return log;
}

function longestWork(log: readonly string[]): number {
  const stretches = log.join(' ').split('turn');
  return Math.max(...stretches.map((text) => text.split('work').length - 1));
}

describe('others get a turn in a long document', () => {
  const count = 40;

  test('between functions', async () => {
    const log = await logOf((registry, log) => {
      for (let i = 0; i < count; i++) {
        registry.func(`f${i}`, () => {
          log.push('work');
          dawdle();
          return i;
        });
      }
    });
    expect(log.filter((entry) => entry === 'work')).toHaveLength(count);
    expect(longestWork(log)).toBeLessThanOrEqual(4);
  });

  test('between variables that are slow to write', async () => {
    const log = await logOf((registry, log) => {
      for (let i = 0; i < count; i++) {
        registry.publish(`v${i}`, new SlowVar(log));
        registry.newInt(`i${i}`);
      }
    });
    expect(log.filter((entry) => entry === 'work')).toHaveLength(count);
    expect(longestWork(log)).toBeLessThanOrEqual(4);
  });

  test('while many names are sorted for the first time', async () => {
    const registry = new ExpvarRegistry();
    const total = 30_000;
    for (let i = 0; i < total; i++) {
      registry.newInt(`n${(i * 7919) % total}`);
    }
    let turns = 0;
    const rendered = await atEachTurn(
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
    expect(turns).toBeGreaterThan(1);
    expect([...registry].length).toBe(total + 1);
  });
});

test('a short document takes none', async () => {
  const registry = new ExpvarRegistry();
  registry.newInt('n');
  // The first takes longer, for the code has yet to be compiled.
  await registry.render();
  const log: string[] = [];
  void setImmediate().then(() => log.push('turn'));
  await registry.render();
  log.push('document');
  await setImmediate();
  expect(log).toEqual(['document', 'turn']);
});

test('documents that are made at once do not mix', async () => {
  const registry = new ExpvarRegistry();
  let slow = true;
  class NowAndThenSlow extends Var {
    toString(): string {
      if (slow) {
        dawdle();
      }
      return '"x"';
    }
  }
  for (let i = 0; i < 24; i++) {
    const map = new MapVar();
    map.set('slow', new NowAndThenSlow());
    map.set('func', new FuncVar(() => i));
    registry.publish(`m${String(i).padStart(2, '0')}`, map);
  }
  const odd = (name: string) => Number(name.slice(1)) % 2 === 1;
  const documents = await Promise.all([
    registry.render(),
    registry.render(odd),
    registry.render(),
    registry.render((name) => !odd(name)),
  ]);
  slow = false;
  const expected = [
    await registry.render(),
    await registry.render(odd),
    await registry.render(),
    await registry.render((name) => !odd(name)),
  ];
  expect(documents.map(String)).toEqual(expected.map(String));
});

test('of many documents at once one has a turn at a time', async () => {
  const log: string[] = [];
  const registry = new ExpvarRegistry();
  for (let i = 0; i < 16; i++) {
    registry.publish(`v${String(i).padStart(2, '0')}`, new SlowVar(log));
  }
  const documents = Array.from({ length: 6 }, () => registry.render());
  await setImmediate();
  // Each has had its first stretch.
  log.length = 0;
  await atEachTurn(
    () => log.push('turn'),
    () => Promise.all(documents),
  );
  expect(log.filter((entry) => entry === 'work').length).toBeGreaterThan(40);
  expect(longestWork(log)).toBeLessThanOrEqual(4);
});

test('a part of a large document lets others have turns, too', async () => {
  const registry = new ExpvarRegistry();
  for (let i = 0; i < 5000; i++) {
    registry.newInt(`n${i}`);
  }
  await registry.render();
  let turns = 0;
  const document = await atEachTurn(
    () => {
      turns++;
    },
    () =>
      registry.render((name) => {
        if (name.endsWith('00')) {
          dawdle();
        }
        return !name.endsWith('7');
      }),
  );
  expect(turns).toBeGreaterThan(4);
  const names = Object.keys(JSON.parse(document.toString()) as object);
  expect(names).toHaveLength(4500);
  expect(names.filter((name) => name.endsWith('7'))).toEqual([]);
});

test('waiting for async variables is no work', async () => {
  const registry = new ExpvarRegistry();
  let onCall = () => {};
  registry.func('slow', () => {
    onCall();
    return setImmediate(1).then(dawdled);
  });
  const log: string[] = [];
  await registry.render();
  const isCalled = new Promise<void>((resolve) => {
    onCall = resolve;
  });
  const rendering = registry.render().then(() => log.push('document'));
  await isCalled;
  await setImmediate();
  log.push('turn');
  await rendering;
  expect(log).toEqual(['document', 'turn']);
});
