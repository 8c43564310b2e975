import { FuncVar, HistogramVar, IntVar, MapVar, RateVar } from 'nestjs-expvar';

/** @typedef {import('nestjs-expvar').ExpvarRegistry} ExpvarRegistry */

/** Functions that publish variables; each returns a function that ends the updates. */
export const VARIABLES = {
  /**
   * Variables of every type.
   *
   * @param {ExpvarRegistry} registry
   */
  ordinary(registry) {
    const ticks = registry.newInt('ticks', {
      kind: 'counter',
      unit: '{tick}',
      description: 'Ticks received',
    });
    const queue = registry.newInt('queue', { kind: 'gauge' });
    const spread = registry.newFloat('spread', { kind: 'gauge', unit: 's' });
    registry.newInt('cache', { kind: 'gauge', unit: 'By' }).set(3 * 2 ** 20);
    registry.newString('version').set('1.4.2');
    registry.newInt('still').set(5);
    const orders = registry.newMap('orders', { description: 'By side' });
    const took = new HistogramVar({ window: 60 });
    registry.publish('took', took, { unit: 's' });
    const rate = new RateVar();
    registry.publish('arrivals', rate);
    for (const key of [10, 2, 1]) {
      registry.newInt(`key${key}`).set(key);
    }
    // The document leaves out a failing key of a map.
    const gateways = registry.newMap('gateways');
    gateways.set(
      'paypal',
      new FuncVar(() => {
        throw new Error('the gateway does not answer');
      }),
    );
    gateways.set('stripe', new IntVar());
    registry.func('broken', () => {
      throw new Error('the database does not answer');
    });
    registry.func('elapsed', () => Math.floor(performance.now()), {
      kind: 'counter',
      unit: '{step}',
    });
    registry.func('pid', () => process.pid);
    registry.func('load', () => ({ average: 0.5, list: [1, 2, 3] }));
    let updates = 0;
    return every(100, () => {
      updates++;
      ticks.add(3);
      queue.set(Math.round(10 + 10 * Math.sin(updates / 20)));
      spread.set(0.001 * (1 + Math.cos(updates / 15)));
      orders.add('buy', 1);
      orders.add('sell', updates % 2);
      took.record(0.001 * (1 + (updates % 10)));
      rate.add();
    });
  },

  /**
   * 10,000 numbers, of which 1,000 change each second.
   *
   * @param {ExpvarRegistry} registry
   */
  many(registry) {
    const all = Array.from({ length: 10_000 }, (_, i) => {
      const name = `number${String(i).padStart(4, '0')}`;
      return registry.newInt(name, { kind: i % 2 ? 'counter' : 'gauge' });
    });
    let updates = 0;
    return every(100, () => {
      for (let i = 0; i < 100; i++) {
        all[(updates * 100 + i) % 1000]?.add(1);
      }
      updates++;
    });
  },

  /**
   * The page does not get all of these names in its snapshot.
   *
   * @param {ExpvarRegistry} registry
   */
  lazy(registry) {
    const large = registry.newMap('large');
    for (let i = 0; i < 30_000; i++) {
      large.add(`key${i}`, i);
    }
    registry.newMap('small').add('one', 1);
    return () => {};
  },

  /**
   * Names and values that an attacker would choose.
   *
   * @param {ExpvarRegistry} registry
   */
  hostile(registry) {
    const script = '<img src=x onerror="window.attacked=1">';
    registry.newString(script).set(script);
    registry.newInt('<script>window.attacked=1</script>').set(1);
    registry.newInt('__proto__').set(7);
    registry.newInt('constructor').set(8);
    registry.newInt(`${'a'.repeat(200)}!`);
    registry.newString('long').set('x'.repeat(10_000));
    registry.newString('bidi').set('abc\u202Egnp.exe\u0000\u001B[31m');
    registry.newFloat('nan').set(NaN);
    registry.newInt('huge').set(2n ** 62n + 1n);
    registry.func('infinite', () => ({ a: Infinity, b: 1n, c: 2 }));
    registry.func('javascript:window.attacked=1', () => script);
    registry.func('throws', () => {
      throw new Error(script);
    });
    const map = new MapVar();
    map.set('__proto__', new IntVar());
    map.set('', new IntVar());
    map.set(`a"b\\c/d#e&f=g?h`, new IntVar());
    map.set('</td><b>', new IntVar());
    registry.publish('map', map);
    return () => {};
  },

  /**
   * Values that have reached a limit, and one that has not.
   *
   * @param {ExpvarRegistry} registry
   */
  limits(registry) {
    const limits = { warning: 100, critical: 500 };
    registry.newInt('queued', { limits }).set(500);
    registry.newInt('waiting', { limits }).set(99);
    registry.newInt('busy', { limits }).set(100);
    const latency = new HistogramVar({ window: 60 });
    registry.publish('latency', latency, {
      unit: 's',
      limits: { warning: 0.2 },
    });
    latency.record(0.5);
    return () => {};
  },

  /**
   * Numbers that JSON has and a float64, or its usual text, has not.
   *
   * @param {ExpvarRegistry} registry
   */
  exact(registry) {
    registry.newInt('huge', { kind: 'gauge' }).set(2n ** 53n + 1n);
    registry.newFloat('tiny').set(5e-324);
    registry.newFloat('minusZero').set(-0);
    registry.func(
      'growing',
      () => 2n ** 62n + BigInt(Math.floor(performance.now())),
      { kind: 'counter' },
    );
    return () => {};
  },

  none() {
    return () => {};
  },
};

/**
 * @param {number} ms
 * @param {() => void} change
 */
function every(ms, change) {
  const timer = setInterval(change, ms);
  change();
  return () => clearInterval(timer);
}
