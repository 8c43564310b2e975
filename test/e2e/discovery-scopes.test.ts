import {
  type CanActivate,
  Controller,
  forwardRef,
  Get,
  Inject,
  Injectable,
  Optional,
  type Provider,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, REQUEST } from '@nestjs/core';
import { ExposeVar, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';
import { namedModule } from '../support/named-module.js';

function perRequest(member: string, chain: string): string {
  return `expvar: @ExposeVar is on ${member}, whose class has an instance per request because of a request-scoped dependency (${chain}), so there is no single value; make the member static, or move it to a provider without request-scoped dependencies`;
}

@Injectable({ scope: Scope.REQUEST })
class Tenant {}

@Injectable()
class Connection {
  constructor(readonly tenant: Tenant) {}
}

@Injectable()
class Repository {
  constructor(
    @Optional() @Inject('missing') readonly missing: unknown,
    readonly connection: Connection,
  ) {}
}

describe('a request-scoped provider with exposed members', () => {
  test('is refused with a scope in its decorator', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Orders {
      @ExposeVar('placed')
      readonly placed = new IntVar();
    }
    expect(await contextError({ providers: [Orders] })).toBe(
      perRequest('Orders.placed', 'Orders'),
    );
  });

  test('is refused when it is durable', async () => {
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await contextError({ providers: [Orders] })).toBe(
      perRequest('Orders.placed', 'Orders'),
    );
  });

  test('is refused with a scope beside useClass', async () => {
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(
      await contextError({
        providers: [
          { provide: 'orders', useClass: Orders, scope: Scope.REQUEST },
        ],
      }),
    ).toBe(perRequest('Orders.placed', 'Orders'));
  });

  test('is refused with the chain of dependencies that leads to the scope', async () => {
    @Injectable()
    class Orders {
      @ExposeVar()
      get placed() {
        return 1;
      }

      constructor(
        @Inject('name') readonly name: string,
        readonly repository: Repository,
      ) {}
    }
    expect(
      await contextError({
        imports: [
          namedModule('DataModule', {
            providers: [Tenant, Connection, Repository],
            exports: [Repository],
          }),
        ],
        providers: [Orders, { provide: 'name', useValue: 'x' }],
      }),
    ).toBe(
      perRequest('Orders.placed', 'Orders → Repository → Connection → Tenant'),
    );
  });

  test('is refused when it injects the request', async () => {
    @Injectable()
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();

      constructor(@Inject(REQUEST) readonly request: unknown) {}
    }
    expect(await contextError({ providers: [Orders] })).toBe(
      perRequest('Orders.placed', 'Orders → REQUEST'),
    );
  });

  test('is refused when a property injects a request-scoped provider', async () => {
    @Injectable()
    class Orders {
      @Inject()
      readonly tenant!: Tenant;

      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await contextError({ providers: [Tenant, Orders] })).toBe(
      perRequest('Orders.placed', 'Orders → Tenant'),
    );
  });

  // Nest resolves the alias.
  test('is refused when an alias and a factory lead to the scope', async () => {
    @Injectable()
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();

      constructor(@Inject('alias') readonly tenant: unknown) {}
    }
    const providers: Provider[] = [
      Tenant,
      {
        provide: 'factory',
        useFactory: (tenant: Tenant) => tenant,
        inject: [Tenant],
      },
      { provide: 'alias', useExisting: 'factory' },
      Orders,
    ];
    expect(await contextError({ providers })).toBe(
      perRequest('Orders.placed', 'Orders → factory → Tenant'),
    );
  });

  test('is refused when the token of the dependency is a symbol', async () => {
    @Injectable()
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();

      constructor(@Inject(TENANT) readonly tenant: unknown) {}
    }
    expect(
      await contextError({
        providers: [
          { provide: TENANT, useFactory: () => 1, scope: Scope.REQUEST },
          Orders,
        ],
      }),
    ).toBe(perRequest('Orders.placed', 'Orders → Symbol(tenant)'));
  });

  test('is refused when the dependency is behind a circular one', async () => {
    @Injectable()
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();

      constructor(
        @Inject(forwardRef(() => Customers)) readonly customers: object,
        readonly tenant: Tenant,
      ) {}
    }
    @Injectable()
    class Customers {
      constructor(@Inject(forwardRef(() => Orders)) readonly orders: object) {}
    }
    const message = await contextError({
      providers: [Tenant, Orders, Customers],
    });
    expect(message).toBe(perRequest('Orders.placed', 'Orders → Tenant'));
  });
});

const TENANT = Symbol('tenant');

@Injectable({ scope: Scope.REQUEST })
class TenantGuard implements CanActivate {
  canActivate() {
    return true;
  }
}

describe('a request-scoped controller with exposed members', () => {
  test('is refused with a scope in its decorator', async () => {
    @Controller({ path: 'orders', scope: Scope.REQUEST })
    class OrdersController {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await contextError({ controllers: [OrdersController] })).toBe(
      perRequest('OrdersController.placed', 'OrdersController'),
    );
  });

  test('is refused with a request-scoped guard', async () => {
    @Controller()
    @UseGuards(TenantGuard)
    class OrdersController {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await contextError({ controllers: [OrdersController] })).toBe(
      perRequest('OrdersController.placed', 'OrdersController → TenantGuard'),
    );
  });

  test('is refused with a request-scoped guard of one method', async () => {
    @Controller()
    class OrdersController {
      @ExposeVar()
      readonly placed = new IntVar();

      @Get()
      @UseGuards(TenantGuard)
      orders() {
        return [];
      }
    }
    expect(await contextError({ controllers: [OrdersController] })).toBe(
      perRequest('OrdersController.placed', 'OrdersController → TenantGuard'),
    );
  });

  test('is refused with a request-scoped guard of the application', async () => {
    @Controller()
    class OrdersController {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(
      await contextError({
        controllers: [OrdersController],
        providers: [{ provide: APP_GUARD, useClass: TenantGuard }],
      }),
    ).toBe(
      perRequest('OrdersController.placed', 'OrdersController → TenantGuard'),
    );
  });
});

describe('a transient provider with exposed members', () => {
  const message =
    'expvar: @ExposeVar is on Connections.open, whose class is transient, so every instance would publish the same name; make the member static, or inject ExpvarRegistry and publish each instance under its own name';

  @Injectable({ scope: Scope.TRANSIENT })
  class Connections {
    @ExposeVar('open')
    readonly open = new IntVar();
  }

  @Injectable()
  class Pool {
    constructor(readonly connections: Connections) {}
  }

  test('is refused when nothing injects it', async () => {
    expect(await contextError({ providers: [Connections] })).toBe(message);
  });

  test('is refused when a provider injects it', async () => {
    expect(await contextError({ providers: [Pool, Connections] })).toBe(
      message,
    );
  });

  test('is refused when a request-scoped provider injects it', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      constructor(readonly connections: Connections) {}
    }
    expect(await contextError({ providers: [PerRequest, Connections] })).toBe(
      message,
    );
  });

  test('is refused when only useClass has the scope', async () => {
    class Connections {
      @ExposeVar('open')
      readonly open = new IntVar();
    }
    expect(
      await contextError({
        providers: [
          { provide: 'c', useClass: Connections, scope: Scope.TRANSIENT },
        ],
      }),
    ).toBe(message);
  });
});

test('the error names a request-scoped subclass and not its base', async () => {
  class Base {
    @ExposeVar()
    readonly placed = new IntVar();
  }
  @Injectable({ scope: Scope.REQUEST })
  class Orders extends Base {}
  expect(await contextError({ providers: [Orders] })).toBe(
    perRequest('Orders.placed', 'Orders'),
  );
});

test('classes without exposed members may have any scope', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient {}
  @Injectable({ scope: Scope.REQUEST, durable: true })
  class Durable {}
  @Controller()
  @UseGuards(TenantGuard)
  class OrdersController {}
  class Fine {
    @ExposeVar('fine')
    readonly fine = 1;
  }
  expect(
    await documentWith({
      controllers: [OrdersController],
      providers: [Tenant, Connection, Repository, Transient, Durable, Fine],
    }),
  ).toBe('{\n"fine": 1\n}\n');
});

test('request-scoped factories are skipped because they have no instance', async () => {
  class Orders {
    @ExposeVar('placed')
    readonly placed = new IntVar();
  }
  const { app, document } = await startContext({
    providers: [
      {
        provide: 'request',
        useFactory: () => new Orders(),
        scope: Scope.REQUEST,
      },
      {
        provide: 'transient',
        useFactory: () => new Orders(),
        scope: Scope.TRANSIENT,
      },
    ],
  });
  expect(await app.resolve('request')).toBeInstanceOf(Orders);
  expect(await app.resolve('transient')).toBeInstanceOf(Orders);
  expect(await document()).toBe('{\n\n}\n');
});
