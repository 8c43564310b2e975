import { Counted, Timed } from 'nestjs-expvar';
import {
  BehaviorSubject,
  connectable,
  firstValueFrom,
  interval,
  Observable,
  of,
  range,
  repeat,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../support/instrumented.js';

/** Returns a class whose method returns the Observable. */
function classReturning(observable: Observable<unknown>, instrument = Timed) {
  class Quotes {
    @instrument()
    ticks() {
      return observable;
    }
  }
  return Quotes;
}

describe.each([
  { instrument: Counted, name: '@Counted' },
  { instrument: Timed, name: '@Timed' },
])('an Observable from a method with $name', ({ instrument }) => {
  test('is in flight from its subscription until it completes', async () => {
    const source = new Subject<number>();
    const Quotes = classReturning(source.asObservable(), instrument);
    const ticks = new Quotes().ticks();
    expect(countsOf(Quotes, 'ticks')).toMatchObject({ calls: 1, inFlight: 0 });
    const values = firstValueFrom(ticks.pipe(toArray()));
    expect(countsOf(Quotes, 'ticks').inFlight).toBe(1);
    source.next(1);
    source.next(2);
    source.complete();
    expect(await values).toEqual([1, 2]);
    expect(countsOf(Quotes, 'ticks')).toMatchObject({
      calls: 1,
      errors: 0,
      inFlight: 0,
    });
  });

  test('emits its error and counts it', async () => {
    const boom = new Error('boom');
    const Quotes = classReturning(
      throwError(() => boom),
      instrument,
    );
    const ticks = firstValueFrom(new Quotes().ticks());
    expect(await ticks.catch((error: unknown) => error)).toBe(boom);
    expect(countsOf(Quotes, 'ticks')).toMatchObject({
      calls: 1,
      errors: 1,
      inFlight: 0,
    });
  });

  test('ends when its last subscriber unsubscribes', () => {
    const Quotes = classReturning(interval(100_000), instrument);
    const ticks = new Quotes().ticks();
    const subscriptions = [ticks.subscribe(), ticks.subscribe()];
    expect(countsOf(Quotes, 'ticks').inFlight).toBe(2);
    subscriptions[0]!.unsubscribe();
    subscriptions[0]!.unsubscribe();
    expect(countsOf(Quotes, 'ticks').inFlight).toBe(1);
    subscriptions[1]!.unsubscribe();
    expect(countsOf(Quotes, 'ticks')).toMatchObject({ calls: 1, inFlight: 0 });
  });

  test('ends when an operator completes it early', async () => {
    const Quotes = classReturning(of(1).pipe(repeat()), instrument);
    const ticks = new Quotes().ticks().pipe(take(3), toArray());
    expect(await firstValueFrom(ticks)).toEqual([1, 1, 1]);
    expect(countsOf(Quotes, 'ticks').inFlight).toBe(0);
  });

  test('is returned unchanged when it is a Subject', () => {
    const subject = new BehaviorSubject(1);
    const Quotes = classReturning(subject, instrument);
    expect(new Quotes().ticks()).toBe(subject);
    expect(countsOf(Quotes, 'ticks')).toMatchObject({ calls: 1, inFlight: 0 });
  });

  class Feed extends Observable<number> {
    close() {}
  }

  test.each([
    ['extra members', connectable(of(1))],
    ['a subclass', new Feed()],
  ])('is returned unchanged when it has %s', (_, observable) => {
    const Quotes = classReturning(observable, instrument);
    expect(new Quotes().ticks()).toBe(observable);
    expect(countsOf(Quotes, 'ticks')).toMatchObject({ calls: 1, inFlight: 0 });
  });
});

test('the latency is recorded for each subscription', async () => {
  const Quotes = classReturning(range(1, 3));
  const ticks = new Quotes().ticks();
  expect(countsOf(Quotes, 'ticks').latency?.count).toBe(0);
  await firstValueFrom(ticks);
  await firstValueFrom(ticks);
  expect(countsOf(Quotes, 'ticks')).toMatchObject({
    calls: 1,
    latency: { count: 2 },
  });
});
