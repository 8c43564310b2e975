import { Counted, ExposeVar, Timed } from 'nestjs-expvar';
import { readMetrics, resetMetrics } from 'nestjs-expvar/testing';
import { describe, expect, test } from 'vitest';
import { deferred } from '../../support/deferred.js';

const CANCELLED = Symbol('cancelled');

function ordersClass() {
  class OrdersService {
    @Counted()
    place(size: number): void {
      if (size < 0) {
        throw new RangeError('negative');
      }
    }

    @Timed()
    async ship(until: Promise<unknown>): Promise<void> {
      await until;
      this.pack();
    }

    @Counted()
    private pack(): void {}

    @Counted()
    static audit(): void {}

    @Counted({ name: 'cancelled' })
    [CANCELLED](): void {}

    @ExposeVar()
    get open(): number {
      return 0;
    }
  }
  return OrdersService;
}

describe('readMetrics', () => {
  test('reads a class that no application knows', () => {
    const OrdersService = ordersClass();
    const orders = new OrdersService();
    expect(readMetrics(OrdersService, 'place')).toEqual({
      calls: 0,
      errors: 0,
      inFlight: 0,
    });
    orders.place(1);
    new OrdersService().place(2);
    expect(() => orders.place(-1)).toThrow('negative');
    expect(readMetrics(OrdersService, 'place')).toEqual({
      calls: 3,
      errors: 1,
      inFlight: 0,
    });
  });

  test('reads calls in flight and the latency of @Timed', async () => {
    const OrdersService = ordersClass();
    const { promise, resolve } = deferred();
    const shipped = new OrdersService().ship(promise);
    expect(readMetrics(OrdersService, 'ship')).toMatchObject({
      calls: 1,
      inFlight: 1,
      latency: { count: 0 },
    });
    resolve();
    await shipped;
    expect(readMetrics(OrdersService, 'ship')).toMatchObject({
      calls: 1,
      errors: 0,
      inFlight: 0,
      latency: { count: 1 },
    });
  });

  test('reads private, static and symbol methods', async () => {
    const OrdersService = ordersClass();
    const orders = new OrdersService();
    await orders.ship(Promise.resolve());
    OrdersService.audit();
    OrdersService.audit();
    orders[CANCELLED]();
    expect(readMetrics(OrdersService, 'pack').calls).toBe(1);
    expect(readMetrics(OrdersService, 'audit').calls).toBe(2);
    expect(readMetrics(OrdersService, CANCELLED).calls).toBe(1);
  });

  test('reads an inherited method of each class by itself', () => {
    const OrdersService = ordersClass();
    class UrgentOrdersService extends OrdersService {}
    new OrdersService().place(1);
    new UrgentOrdersService().place(1);
    new UrgentOrdersService().place(1);
    expect(readMetrics(OrdersService, 'place').calls).toBe(1);
    expect(readMetrics(UrgentOrdersService, 'place').calls).toBe(2);
  });

  test('names the instrumented methods when the method is not one', () => {
    const OrdersService = ordersClass();
    expect(() => readMetrics(OrdersService, 'plcae')).toThrow(
      new Error(
        'OrdersService.plcae has no @Counted or @Timed; OrdersService has them on place, ship, pack, Symbol(cancelled), audit',
      ),
    );
    expect(() => readMetrics(OrdersService, 'open')).toThrow(
      /^OrdersService\.open has no @Counted or @Timed/,
    );
    class PlainService {}
    expect(() => readMetrics(PlainService, 'place')).toThrow(
      new Error(
        'PlainService.place has no @Counted or @Timed; no method of PlainService has them',
      ),
    );
  });
});

describe('resetMetrics of a class', () => {
  test('sets calls, errors and latency of all its methods to zero', async () => {
    const OrdersService = ordersClass();
    const orders = new OrdersService();
    orders.place(1);
    expect(() => orders.place(-1)).toThrow('negative');
    await orders.ship(Promise.resolve());
    OrdersService.audit();
    resetMetrics(OrdersService);
    expect(readMetrics(OrdersService, 'place')).toEqual({
      calls: 0,
      errors: 0,
      inFlight: 0,
    });
    expect(readMetrics(OrdersService, 'ship')).toEqual({
      calls: 0,
      errors: 0,
      inFlight: 0,
      latency: {
        count: 0,
        sum: 0,
        min: 0,
        max: 0,
        mean: 0,
        p50: 0,
        p90: 0,
        p95: 0,
        p99: 0,
      },
    });
    expect(readMetrics(OrdersService, 'audit').calls).toBe(0);
    orders.place(1);
    expect(readMetrics(OrdersService, 'place').calls).toBe(1);
  });

  test('keeps calls in flight, which end after it', async () => {
    const OrdersService = ordersClass();
    const { promise, resolve } = deferred();
    const shipped = new OrdersService().ship(promise);
    resetMetrics(OrdersService);
    expect(readMetrics(OrdersService, 'ship')).toMatchObject({
      calls: 0,
      inFlight: 1,
    });
    resolve();
    await shipped;
    expect(readMetrics(OrdersService, 'ship')).toMatchObject({
      calls: 0,
      inFlight: 0,
      latency: { count: 1 },
    });
  });

  test('keeps the window of the latency', async () => {
    class OrdersService {
      @Timed({ window: 60 })
      place(): void {}
    }
    resetMetrics(OrdersService);
    new OrdersService().place();
    expect(readMetrics(OrdersService, 'place')).toMatchObject({
      latency: { window: { count: 1, seconds: 60 } },
    });
  });

  test('leaves subclasses alone', () => {
    const OrdersService = ordersClass();
    class UrgentOrdersService extends OrdersService {}
    new UrgentOrdersService().place(1);
    resetMetrics(OrdersService);
    expect(readMetrics(UrgentOrdersService, 'place').calls).toBe(1);
    resetMetrics(UrgentOrdersService);
    expect(readMetrics(UrgentOrdersService, 'place').calls).toBe(0);
  });
});
