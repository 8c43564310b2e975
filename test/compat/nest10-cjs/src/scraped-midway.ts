import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { ExposeVar, ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { serve } from './serve';

@Injectable({ scope: Scope.REQUEST })
class Tenant {}

@Injectable()
class Orders {
  @Inject(Tenant)
  readonly tenant!: Tenant;

  constructor(@Inject('scrape') readonly scrape: unknown) {}

  @ExposeVar('orders')
  get placed(): number {
    return 0;
  }
}

const scrape = {
  provide: 'scrape',
  useFactory: async (registry: ExpvarRegistry) => {
    await new Promise(setImmediate);
    await registry.render();
  },
  inject: [ExpvarRegistry],
};

@Module({ providers: [Orders, scrape, Tenant] })
class OrdersModule {}

@Module({ imports: [ExpvarModule.forRoot()] })
class AppModule {}

/** Nest 10 caches forever whether a half-loaded provider is request-scoped. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule);
  const module = await app.get(LazyModuleLoader).load(() => OrdersModule);
  const [first, second] = [
    await module.resolve(Orders),
    await module.resolve(Orders),
  ];
  if (first.tenant === second.tenant) {
    throw new Error('two requests share a tenant');
  }
  await app.close();
  await serve(AppModule);
}

void main();
