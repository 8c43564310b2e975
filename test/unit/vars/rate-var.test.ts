import fc from 'fast-check';
import { ExpvarRegistry, RateVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_CONSTANTS = [MINUTE, 5 * MINUTE, 15 * MINUTE] as const;

/**
 * The greatest relative error of an average over a minute: an event may be
 * counted up to five seconds late or early.
 */
const ERROR = 0.044;

/** Returns a rate with a clock that the test sets, in milliseconds. */
function rateAt(start: number) {
  const clock = { now: start };
  const rate = new RateVar(() => clock.now);
  return { clock, rate };
}

function ratesOf(rate: RateVar): [number, number, number] {
  const { rate1m, rate5m, rate15m } = rate.value;
  return [rate1m, rate5m, rate15m];
}

/** Returns the greatest relative error of the averages. */
function errorOf(rate: RateVar, expected: readonly number[]): number {
  return Math.max(
    ...ratesOf(rate).map((found, i) =>
      found === expected[i] ? 0 : Math.abs(found / expected[i]! - 1),
    ),
  );
}

/** Adds events at a steady rate until a time. */
function addSteadily(
  { clock, rate }: ReturnType<typeof rateAt>,
  perSecond: number,
  until: number,
): void {
  // Each event comes in the middle of its interval of 10 ms.
  for (let at = clock.now + 5; at < until; at += 10) {
    clock.now = at;
    rate.add(perSecond / 100);
  }
  clock.now = until;
}

test('a new RateVar has only zeros', () => {
  const { rate } = rateAt(123);
  expect(rate.count).toBe(0);
  expect(rate.toString()).toBe('{"count":0,"rate1m":0,"rate5m":0,"rate15m":0}');
});

test('add counts one event by default, or the given number', () => {
  const { rate } = rateAt(0);
  rate.add();
  rate.add(undefined);
  rate.add(5);
  rate.add(0);
  expect(rate.count).toBe(7);
  expect(rate.value.count).toBe(7);
});

describe('a steady rate', () => {
  test.each([0, 1e6])(
    'has equal averages at any age from a start at %d ms',
    (start) => {
      const made = rateAt(start);
      let age = 0;
      for (const next of [
        1000,
        1500,
        4990,
        5000,
        5010,
        7770,
        10_000,
        59_990,
        60_000,
        61_230,
        5 * MINUTE,
        16 * MINUTE,
      ]) {
        age = next;
        addSteadily(made, 300, start + age);
        expect(errorOf(made.rate, [300, 300, 300])).toBeLessThan(0.002);
      }
      expect(made.rate.count).toBe((300 * age) / 1000);
    },
  );

  test('keeps its averages between events that are seconds apart', () => {
    const { clock, rate } = rateAt(0);
    // The averages are updated every 5 s; events come more often or less often.
    for (const apart of [3000, 20_000]) {
      const until = clock.now + 3 * HOUR;
      while (clock.now < until) {
        clock.now += apart;
        rate.add(60);
      }
      clock.now += apart / 2;
      expect(
        errorOf(rate, [60_000 / apart, 60_000 / apart, 60_000 / apart]),
      ).toBeLessThan(apart === 3000 ? 0.03 : 0.06);
    }
  });

  test('of a young variable is averaged over its age', () => {
    const { clock, rate } = rateAt(5000);
    for (let i = 0; i < 20; i++) {
      clock.now += 250;
      rate.add();
      clock.now += 250;
    }
    expect(errorOf(rate, [2, 2, 2])).toBeLessThan(0.05);
  });

  test('of a variable younger than a second counts as one second', () => {
    const { clock, rate } = rateAt(5000);
    rate.add(10);
    expect(errorOf(rate, [10, 10, 10])).toBeLessThan(0.01);
    clock.now += 1e-6;
    expect(errorOf(rate, [10, 10, 10])).toBeLessThan(0.01);
    clock.now += 500;
    expect(errorOf(rate, [10, 10, 10])).toBeLessThan(0.01);
    clock.now += 500;
    expect(errorOf(rate, [10, 10, 10])).toBeLessThan(0.01);
  });
});

test('many events at once have the weight of an instant in each average', () => {
  const { clock, rate } = rateAt(0);
  clock.now = 10 * DAY;
  rate.add(9_000_000);
  const expected = TIME_CONSTANTS.map(
    (timeConstant) => (9_000_000 * 1000) / timeConstant,
  );
  for (const after of [0, 1e-6, 0.001, 0.01]) {
    clock.now = 10 * DAY + after;
    expect(errorOf(rate, expected)).toBeLessThan(1e-6);
  }
});

describe('after the last event', () => {
  test('the averages decay with time constants of 1, 5 and 15 minutes', () => {
    const made = rateAt(0);
    addSteadily(made, 1000, 2 * HOUR + 2340);
    const stop = made.clock.now;
    for (const after of [0, 2000, 4990, 5010, 60_000, 5 * MINUTE, HOUR]) {
      made.clock.now = stop + after;
      expect(
        errorOf(
          made.rate,
          TIME_CONSTANTS.map(
            (timeConstant) => 1000 * Math.exp(-after / timeConstant),
          ),
        ),
      ).toBeLessThan(0.002);
    }
  });

  test('the averages fall to 0 within days, and rise again with new events', () => {
    const made = rateAt(0);
    addSteadily(made, 1000, HOUR);
    made.clock.now += 30 * DAY;
    for (const rate of ratesOf(made.rate)) {
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThan(1e-300);
    }
    expect(made.rate.count).toBe(3_600_000);
    made.rate.add(0);
    addSteadily(made, 500, made.clock.now + 2 * HOUR);
    expect(errorOf(made.rate, [500, 500, 500])).toBeLessThan(0.002);
    made.clock.now += 1000 * 365 * DAY;
    expect(ratesOf(made.rate)).toEqual([0, 0, 0]);
  });
});

/** Computes the averages in steps of 1 ms, without ticks. */
class SlowRate {
  private readonly averages = TIME_CONSTANTS.map(() => 0);
  private now = 0;

  add(count: number, at: number): void {
    this.goTo(at);
    TIME_CONSTANTS.forEach((timeConstant, i) => {
      this.averages[i]! += count * (1000 / timeConstant);
    });
  }

  at(now: number): number[] {
    this.goTo(now);
    return TIME_CONSTANTS.map((timeConstant, i) => {
      const weight = 1 - Math.exp(-Math.max(now, 1000) / timeConstant);
      return this.averages[i]! / weight;
    });
  }

  private goTo(now: number): void {
    for (; this.now < now; this.now++) {
      TIME_CONSTANTS.forEach((timeConstant, i) => {
        this.averages[i]! *= 1 - 1 / timeConstant;
      });
    }
  }
}

test('any events give the averages of a simulation in steps of 1 ms', () => {
  const step = fc.record({
    wait: fc.oneof(
      fc.nat({ max: 3000 }),
      fc.nat({ max: 20_000 }),
      fc.constantFrom(0, 1, 4999, 5000, 5001),
    ),
    count: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 1000 })),
    isRead: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.array(step, { maxLength: 50 }),
      (start, steps) => {
        const read = rateAt(start);
        const unread = rateAt(start);
        const slow = new SlowRate();
        for (const { wait, count, isRead } of steps) {
          read.clock.now += wait;
          unread.clock.now += wait;
          read.rate.add(count);
          unread.rate.add(count);
          slow.add(count, read.clock.now - start);
          if (isRead) {
            const expected = slow.at(read.clock.now - start);
            expect(errorOf(read.rate, expected)).toBeLessThan(ERROR);
          }
        }
        expect(read.rate.value).toEqual(unread.rate.value);
        expect(read.rate.toString()).not.toMatch(/null|NaN|Infinity/);
        expect(read.rate.count).toBe(
          steps.reduce((sum, { count }) => sum + count, 0),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('reading does not change the averages', () => {
  const { clock, rate } = rateAt(0);
  rate.add(7);
  clock.now = 12_345;
  const text = rate.toString();
  clock.now = 99_999;
  rate.toString();
  JSON.stringify(rate);
  clock.now = 12_345;
  expect(rate.toString()).toBe(text);
});

test('the default clock is performance.now', () => {
  const rate = new RateVar();
  rate.add(3);
  const { count, rate1m } = rate.value;
  expect(count).toBe(3);
  expect(rate1m).toBeGreaterThan(0);
  expect(rate1m).toBeLessThan(3.1);
});

describe('an argument that is not a number of events', () => {
  const wrong: [unknown, typeof Error, string][] = [
    [-1, RangeError, 'RateVar.add takes an integer from 0 to 2^53; it got -1'],
    [1.5, RangeError, 'it got 1.5'],
    [NaN, RangeError, 'it got NaN'],
    [Infinity, RangeError, 'it got Infinity'],
    [2 ** 53, RangeError, 'it got 9007199254740992'],
    ['1', TypeError, 'RateVar.add takes a number; it got the string "1"'],
    [1n, TypeError, 'it got 1n'],
    [null, TypeError, 'it got null'],
    [{}, TypeError, 'it got an object'],
  ];

  test.each(wrong)('such as %s is refused', (count, errorClass, message) => {
    const { clock, rate } = rateAt(0);
    rate.add(2);
    clock.now = 60_000;
    const text = rate.toString();
    const add = () => rate.add(count as number);
    expect(add).toThrow(errorClass);
    expect(add).toThrow(message);
    expect(rate.toString()).toBe(text);
  });
});

describe('in a document', () => {
  const TWO = '{"count":2,"rate1m":2,"rate5m":2,"rate15m":2}';

  /** Rounds its averages, which otherwise have many digits. */
  class RoundRate extends RateVar {
    override toString(): string {
      return super
        .toString()
        .replaceAll(/\d\.\d+/g, (digits) => String(Math.round(Number(digits))));
    }
  }

  test('a rate is compact at top level and in a map', async () => {
    const registry = new ExpvarRegistry();
    const rate = registry.newRate('orders');
    registry.newMap('map').set('rate', rate);
    rate.add(2);
    const document = await documentOf(registry);
    expect(document).toMatch(
      /^\{\n"map": \{"rate": (\{"count":2,"rate1m":[\d.]+,"rate5m":[\d.]+,"rate15m":[\d.]+\})\},\n"orders": \{"count":2,"rate1m":[\d.]+,"rate5m":[\d.]+,"rate15m":[\d.]+\}\n\}\n$/,
    );
    expect(JSON.parse(document)).toMatchObject({ orders: { count: 2 } });
  });

  test('JSON.stringify writes the same', () => {
    const { rate } = rateAt(0);
    rate.add(2);
    expect(JSON.stringify([rate])).toBe(`[${rate.toString()}]`);
  });

  test('a subclass that overrides toString is written with its text', async () => {
    const warnings = captureWarnings();
    class Bad extends RateVar {
      override toString(): string {
        return 'NaN';
      }
    }
    class Named extends RateVar {
      override get value() {
        return { ...super.value, name: 'Ģ' };
      }
    }
    const registry = new ExpvarRegistry();
    const round = new RoundRate(() => 0);
    registry.publish('round', round);
    registry.publish('bad', new Bad());
    registry.publish('named', new Named());
    round.add(2);
    expect(await documentOf(registry)).toBe(
      `{\n"bad": null,\n"named": ${new RateVar().toString()},\n"round": ${TWO}\n}\n`,
    );
    expect(warnings).toEqual([
      'variable "bad" failed: Error: toString() returned text that is not JSON',
    ]);
  });
});
