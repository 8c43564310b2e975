import {
  type CanActivate,
  Controller,
  Get,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type Provider,
  Query,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Counted, ExposeVar, ExpvarModule, IntVar, Timed } from 'nestjs-expvar';

/** A guard, interceptor, filter and pipe in one class. */
class Enhancer {
  canActivate(): boolean {
    return true;
  }

  intercept(): void {}

  catch(): void {}

  transform(): void {}
}

type Enhance = (target: Type, key: string) => void;

const enhancers: Readonly<Record<string, Enhance>> = {
  guard: on(UseGuards(Enhancer)),
  interceptor: on(UseInterceptors(Enhancer)),
  filter: on(UseFilters(Enhancer)),
  pipe: on(UsePipes(Enhancer)),
  // @Args('id', Pipe) of @nestjs/graphql does the same.
  parameterPipe: ({ prototype }, key) =>
    Query('id', Enhancer)(prototype as object, key, 0),
  guardOfClass: (target) => UseGuards(Enhancer)(target),
};

function on(decorate: MethodDecorator): Enhance {
  return ({ prototype }, key) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key)!;
    decorate(prototype as object, key, descriptor);
  };
}

/**
 * Returns a module with a variable in one provider and an enhanced method in
 * another.
 */
function feature(variable: string, enhance: Enhance): Type {
  class Service {
    readonly found = new IntVar();
  }
  ExposeVar(variable)(Service.prototype, 'found');
  class Resolver {
    resolve(): void {}
  }
  enhance(Resolver, 'resolve');
  return moduleOf([Service, Resolver]);
}

function moduleOf(providers: Provider[]): Type {
  class Feature {}
  Module({ providers })(Feature);
  return Feature;
}

class CountingMiddleware implements NestMiddleware {
  @ExposeVar('middleware')
  readonly requests = new IntVar();

  use(_request: unknown, _response: unknown, next: () => void): void {
    this.requests.add(1);
    next();
  }
}

class CountingGuard implements CanActivate {
  @ExposeVar('guard')
  readonly requests = new IntVar();

  canActivate(): boolean {
    this.requests.add(1);
    return true;
  }
}

@Controller('orders')
class OrdersController {
  @Get()
  @UseGuards(CountingGuard)
  @Timed()
  list(): string[] {
    return this.read();
  }

  @Counted({ name: 'reads' })
  read(): string[] {
    return [];
  }
}

@Module({
  imports: [
    ExpvarModule.forRoot({
      cmdline: false,
      memstats: false,
      node: false,
      http: true,
    }),
    ...Object.entries(enhancers).map(([name, enhance]) =>
      feature(`${name}OfProvider`, enhance),
    ),
  ],
  controllers: [OrdersController],
})
class AppModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(CountingMiddleware).forRoutes('orders');
  }
}

async function main(): Promise<void> {
  const app = await NestFactory.create(
    AppModule,
    process.argv[2] === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
    { logger: ['warn', 'error'] },
  );
  await app.listen(0, '127.0.0.1');
  for (const [name, enhance] of Object.entries(enhancers)) {
    await app
      .get(LazyModuleLoader)
      .load(() => feature(`${name}OfLazyProvider`, enhance), { logger: false });
  }
  console.log(`listening at ${await app.getUrl()}`);
}

void main();
