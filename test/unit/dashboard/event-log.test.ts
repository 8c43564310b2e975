import { ExpvarRegistry, FuncVar } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EventLog } from '../../../src/dashboard/event-log.js';
import { captureWarnings } from '../../support/registries.js';

const WALL = 1_700_000_000_000;
const QUIET = { loopDelayMax: 0.01, pauses: [], heapAfterGc: undefined };

/** A log whose ticks are a second apart, the first one at 1000 ms. */
function setUp(registry = new ExpvarRegistry()) {
  captureWarnings();
  const log = new EventLog(registry, { mono: 0, wall: WALL });
  let mono = 0;
  const nextMoment = () => {
    mono += 1000;
    vi.setSystemTime(WALL + mono);
    return { mono, wall: WALL + mono };
  };
  vi.useFakeTimers({ toFake: ['Date'], now: WALL });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return {
    log,
    registry,
    nextMoment,
    /** Takes a sample of all variables, and returns the new events. */
    async sample(late: readonly string[][] = []) {
      const now = nextMoment();
      await registry.render();
      const before = log.events.at(-1)!.id;
      log.observeVariables(late, now);
      return log
        .since(before)
        .map(({ kind, path, reason = '' }) =>
          `${kind} ${path?.join('.')} ${reason}`.trim(),
        );
    },
  };
}

function failing(registry: ExpvarRegistry, name: string) {
  const state = { isBroken: true };
  registry.publish(
    name,
    new FuncVar(() => {
      if (state.isBroken) {
        throw new Error('boom');
      }
      return 1;
    }),
  );
  return state;
}

test('begins with the start of the process', () => {
  const { log } = setUp();
  expect(log.events).toEqual([{ id: 1, kind: 'started', mono: 0, wall: WALL }]);
});

describe('the process', () => {
  test.each([
    [0.1999, []],
    [0.2, [0.2]],
    [0.96, [0.96]],
  ])('a delay of %d s is blocked: %j', (loopDelayMax, seconds) => {
    const { log } = setUp();
    log.observeProcess({ ...QUIET, loopDelayMax }, { mono: 5000, wall: 9000 });
    expect(log.since(1)).toEqual(
      seconds.map((each) => ({
        id: 2,
        kind: 'blocked',
        mono: 5000,
        wall: 9000,
        seconds: each,
      })),
    );
  });

  test('each long pause has the time at which it ended', () => {
    const { log } = setUp();
    log.observeProcess(
      {
        ...QUIET,
        pauses: [
          { kind: 'minor', mono: 4100, seconds: 0.06 },
          { kind: 'major', mono: 4800, seconds: 0.3 },
        ],
      },
      { mono: 5000, wall: 9000 },
    );
    expect(log.since(1)).toEqual([
      {
        id: 2,
        kind: 'gc',
        mono: 4100,
        wall: 8100,
        seconds: 0.06,
        reason: 'minor',
      },
      {
        id: 3,
        kind: 'gc',
        mono: 4800,
        wall: 8800,
        seconds: 0.3,
        reason: 'major',
      },
    ]);
  });

  test('the last 500 events are stored', () => {
    const { log } = setUp();
    for (let i = 0; i < 600; i++) {
      log.observeProcess(
        { ...QUIET, loopDelayMax: 1 },
        { mono: i, wall: WALL + i },
      );
    }
    expect(log.events).toHaveLength(500);
    expect([log.events[0]!.id, log.events.at(-1)!.id]).toEqual([102, 601]);
    expect(log.since(599).map(({ id }) => id)).toEqual([600, 601]);
    expect(log.since(601)).toEqual([]);
  });
});

describe('a variable', () => {
  test('fails once, and recovers after three good samples', async () => {
    const { registry, sample } = setUp();
    const state = failing(registry, 'broken');
    expect(await sample()).toEqual(['failed broken Error: boom']);
    expect(await sample()).toEqual([]);
    state.isBroken = false;
    expect(await sample()).toEqual([]);
    expect(await sample()).toEqual([]);
    expect(await sample()).toEqual(['recovered broken']);
    expect(await sample()).toEqual([]);
    state.isBroken = true;
    expect(await sample()).toEqual(['failed broken Error: boom']);
  });

  test('that fails now and then has one event', async () => {
    const { registry, sample } = setUp();
    const state = failing(registry, 'broken');
    await sample();
    for (let i = 0; i < 10; i++) {
      state.isBroken = i % 3 === 2;
      expect(await sample()).toEqual([]);
    }
  });

  test('in a map has its path', async () => {
    const { registry, sample } = setUp();
    registry.publishInMap(
      'orders',
      'broken',
      new FuncVar(() => {
        throw new Error('boom');
      }),
    );
    expect(await sample()).toEqual(['failed orders.broken Error: boom']);
  });

  test('that is unpublished has not recovered', async () => {
    const { registry, sample } = setUp();
    failing(registry, 'broken');
    await sample();
    registry.unpublish('broken');
    for (let i = 0; i < 5; i++) {
      expect(await sample()).toEqual([]);
    }
  });

  test('that is late has one event, and recovers', async () => {
    const { registry, sample } = setUp();
    registry.newInt('slow');
    expect(await sample([['slow']])).toEqual(['late slow']);
    expect(await sample([['slow']])).toEqual([]);
    await sample();
    await sample();
    expect(await sample()).toEqual(['recovered slow']);
  });

  test('that is late after a failure has one event for each', async () => {
    const { registry, sample } = setUp();
    const state = failing(registry, 'slow');
    expect(await sample([['slow']])).toEqual(['failed slow Error: boom']);
    state.isBroken = false;
    expect(await sample([['slow']])).toEqual(['late slow']);
    for (let i = 0; i < 5; i++) {
      state.isBroken = i % 2 === 0;
      expect(await sample([['slow']])).toEqual([]);
    }
  });
});

describe('while nobody watches', () => {
  test('the failures of a scrape have events, and nothing recovers', async () => {
    const { log, registry, nextMoment, sample } = setUp();
    const state = failing(registry, 'broken');
    await registry.render();
    log.observeVariables(undefined, nextMoment());
    expect(log.since(1)).toMatchObject([{ kind: 'failed', path: ['broken'] }]);
    state.isBroken = false;
    for (let i = 0; i < 5; i++) {
      await registry.render();
      log.observeVariables(undefined, nextMoment());
    }
    expect(log.since(2)).toEqual([]);
    await sample();
    await sample();
    expect(await sample()).toEqual(['recovered broken']);
  });

  test('a failure from before the first tick is not news', async () => {
    const { log, registry, nextMoment, sample } = setUp();
    failing(registry, 'broken').isBroken = true;
    await registry.render();
    for (let i = 0; i < 6; i++) {
      nextMoment();
    }
    log.observeVariables(undefined, nextMoment());
    expect(log.since(1)).toEqual([]);
    expect(await sample()).toEqual(['failed broken Error: boom']);
  });
});

test('many variables that fail together leave other events in the log', async () => {
  const { log, registry, sample } = setUp();
  const states = Array.from({ length: 700 }, (_, i) =>
    failing(registry, `broken${i}`),
  );
  expect(await sample()).toHaveLength(100);
  expect(await sample()).toEqual([]);
  for (const state of states) {
    state.isBroken = false;
  }
  await sample();
  await sample();
  expect(await sample()).toHaveLength(100);
  expect(log.events[0]!.kind).toBe('started');
});
