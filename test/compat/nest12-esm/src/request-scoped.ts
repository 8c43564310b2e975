import { Injectable, Module, Scope } from '@nestjs/common';
import { ExposeVar, ExpvarModule } from 'nestjs-expvar';
import { serve } from './serve.js';

@Injectable({ scope: Scope.REQUEST })
class Tenant {}

@Injectable()
class Carts {
  constructor(readonly tenant: Tenant) {}
}

@Injectable()
class CheckoutService {
  constructor(readonly carts: Carts) {}

  @ExposeVar()
  get open(): number {
    return 0;
  }
}

@Module({
  imports: [ExpvarModule.forRoot()],
  providers: [Tenant, Carts, CheckoutService],
})
class AppModule {}

await serve(AppModule);
