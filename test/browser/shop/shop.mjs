// A shop whose faults a test switches on and off: see faults.mjs.
import 'reflect-metadata';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  InternalServerErrorException,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import {
  Counted,
  ExposeVar,
  ExposeVarMap,
  ExpvarModule,
  ExpvarRegistry,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  Timed,
} from 'nestjs-expvar';
import { faults, loadPrices, startFaults } from './faults.mjs';

/** The number of entries of the map `config`. */
const CONFIG_ENTRIES = 1000;

const WINDOW = 60;

class OrdersService {
  placed = new IntVar();
  duration = new HistogramVar({ window: WINDOW });
  arrivals = new RateVar();
  sessions = new MapVar();
  /** An integer that a float64 cannot hold. */
  sequence = new IntVar(2n ** 53n + 1n);

  get queueDepth() {
    return faults.queue;
  }

  get broken() {
    if (faults.variables) {
      throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
    }
    return 0;
  }

  /**
   * Takes the time that a request asks for.
   *
   * @param {number} ms
   */
  async place(ms) {
    await wait(ms);
    this.placed.add(1);
    this.arrivals.add();
    this.sequence.add(1);
    this.duration.record(ms / 1000);
  }

  /** @param {boolean} isAccepted */
  async charge(isAccepted) {
    if (!isAccepted) {
      throw new InternalServerErrorException('The gateway refuses.');
    }
  }

  notify() {}
}
decorate(ExposeVar({ kind: 'counter', unit: '{order}' }), 'placed');
decorate(ExposeVar({ unit: 's', limits: { warning: 2 } }), 'duration');
decorate(ExposeVar(), 'arrivals');
decorate(ExposeVar(), 'sessions');
decorate(ExposeVar({ kind: 'counter' }), 'sequence');
decorate(
  ExposeVar({
    kind: 'gauge',
    unit: '{order}',
    history: true,
    limits: { warning: 100, critical: 500 },
  }),
  'queueDepth',
);
decorate(ExposeVar({ kind: 'gauge' }), 'broken');
decorate(
  Timed({ window: WINDOW, limits: { warning: 2, critical: 5 } }),
  'place',
);
decorate(Timed({ window: WINDOW }), 'charge');
decorate(Counted(), 'notify');
ExposeVarMap('orders')(OrdersService);

/**
 * Decorates a member as TypeScript does.
 *
 * @param {PropertyDecorator | MethodDecorator} decorator
 * @param {string} key
 * @param {{ prototype: object }} [type]
 */
function decorate(decorator, key, { prototype } = OrdersService) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  const decorated = Reflect.decorate([decorator], prototype, key, descriptor);
  if (decorated !== undefined) {
    Object.defineProperty(prototype, key, decorated);
  }
}

/** The routes `GET /items/…`, which make the table of routes longer. */
const ITEMS = Array.from({ length: 10 }, (_, i) => `kind${i}`);

class ShopController {
  /** @param {OrdersService} orders */
  constructor(orders) {
    this.orders = orders;
  }

  /** @param {string | undefined} ms */
  async list(ms) {
    await wait(ms);
    return [];
  }

  /** @param {string} id */
  find(id) {
    if (id === 'none') {
      throw new NotFoundException();
    }
    return { id };
  }

  /** @param {string | undefined} ms */
  async create(ms) {
    await this.orders.place(Number(ms ?? 0));
    this.orders.notify();
    return {};
  }

  /** @param {string | undefined} ms */
  async report(ms) {
    await wait(ms);
    return 'report';
  }

  async hook() {
    await this.orders.charge(!faults.hook);
    return 'ok';
  }
}
for (const [decorator, key] of /** @type {[MethodDecorator, string][]} */ ([
  [Get('orders'), 'list'],
  [Get('orders/:id'), 'find'],
  [Post('orders'), 'create'],
  [Get('reports/monthly'), 'report'],
  [Post('webhooks/stripe'), 'hook'],
  [HttpCode(200), 'hook'],
])) {
  decorate(decorator, key, ShopController);
}
for (const key of ['list', 'create', 'report']) {
  Query('ms')(ShopController.prototype, key, 0);
}
Param('id')(ShopController.prototype, 'find', 0);
for (const item of ITEMS) {
  Object.defineProperty(ShopController.prototype, item, {
    value: () => item,
    configurable: true,
  });
  decorate(Get(`items/${item}`), item, ShopController);
}
Inject(OrdersService)(ShopController, undefined, 0);
Controller()(ShopController);

/** @param {number | string} [ms] */
function wait(ms = 0) {
  return new Promise((resolve) => {
    setTimeout(resolve, Number(ms));
  });
}

class ShopModule {}

/** @param {Parameters<typeof ExpvarModule.forRoot>[0]} options */
export function shopModule(options) {
  Module({
    imports: [
      ExpvarModule.forRoot({
        name: 'shop',
        http: { window: WINDOW },
        allowedHosts: ['orders.test'],
        ...options,
      }),
    ],
    controllers: [ShopController],
    providers: [OrdersService],
  })(ShopModule);
  return ShopModule;
}

/**
 * Publishes the variables that belong to no class, and starts the faults.
 *
 * @param {import('@nestjs/common').INestApplication} app
 */
export function startShop(app) {
  const registry = app.get(ExpvarRegistry);
  const config = registry.newMap('config', { each: { kind: 'gauge' } });
  for (let i = 0; i < CONFIG_ENTRIES; i++) {
    config.add(`cfg_${i}`, i);
  }
  const gateways = registry.newMap('gateways');
  gateways.set('stripe', new IntVar());
  gateways.set(
    'paypal',
    new FuncVar(() => {
      if (faults.variables) {
        throw new Error('the gateway does not answer');
      }
      return 1;
    }),
  );
  registry.func('prices', loadPrices);
  return startFaults(app.get(OrdersService));
}
