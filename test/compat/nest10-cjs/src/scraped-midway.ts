import {
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  Scope,
} from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { ExposeVar, ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { serve } from './serve';

@Injectable({ scope: Scope.REQUEST })
class Tenant {}

@Injectable()
class Orders {
  @Inject(Tenant)
  readonly tenant!: Tenant;

  constructor(@Inject('slow') readonly slow: unknown) {}

  @ExposeVar('orders')
  get placed(): number {
    return 0;
  }
}

@Module({ imports: [ExpvarModule.forRoot()] })
class AppModule implements OnApplicationBootstrap {
  constructor(
    private readonly loader: LazyModuleLoader,
    private readonly registry: ExpvarRegistry,
  ) {}

  /** Nest 10 keeps for ever what it is asked of a half-loaded provider. */
  async onApplicationBootstrap(): Promise<void> {
    const slow = {
      provide: 'slow',
      useFactory: () => this.registry.render(),
    };
    @Module({ providers: [slow, Tenant, Orders] })
    class OrdersModule {}

    const module = await this.loader.load(() => OrdersModule);
    const [one, other] = await Promise.all([
      module.resolve(Orders),
      module.resolve(Orders),
    ]);
    if (one.tenant === other.tenant) {
      throw new Error('two requests share a tenant');
    }
  }
}

void serve(AppModule);
