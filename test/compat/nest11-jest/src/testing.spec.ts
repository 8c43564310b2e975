import { Counted, ExpvarRegistry } from 'nestjs-expvar';
import { readMetrics, readVars, resetMetrics } from 'nestjs-expvar/testing';

class OrdersService {
  constructor(private readonly registry: ExpvarRegistry) {}

  @Counted()
  async place(size: number): Promise<void> {
    await Promise.resolve();
    this.registry.newInt('size').set(size);
  }
}

describe('nestjs-expvar/testing', () => {
  it('reads variables and metrics without an application', async () => {
    const registry = new ExpvarRegistry();
    const orders = new OrdersService(registry);

    await orders.place(3);

    expect(await readVars(registry)).toEqual({ size: 3 });
    expect(readMetrics(OrdersService, 'place')).toEqual({
      calls: 1,
      errors: 0,
      inFlight: 0,
    });
    resetMetrics(OrdersService);
    expect(readMetrics(OrdersService, 'place').calls).toBe(0);
  });
});
