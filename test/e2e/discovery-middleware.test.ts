import {
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type NestModule,
} from '@nestjs/common';
import { ExposeVar, ExpvarModule, IntVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { everyPath } from '../support/nest-version.js';
import { platforms, start } from '../support/platforms.js';

@Injectable()
class RequestsMiddleware implements NestMiddleware {
  @ExposeVar('requests')
  readonly requests = new IntVar();

  use(_request: unknown, _response: unknown, next: () => void): void {
    this.requests.add();
    next();
  }
}

@Module({ imports: [ExpvarModule.forRoot()] })
class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestsMiddleware).forRoutes(everyPath);
  }
}

test.each(platforms)(
  'a scrape reads the middleware instance that runs on %s',
  async (platform) => {
    const { url } = await start(platform, AppModule);
    for (const requests of [1, 2, 3]) {
      const response = await fetch(`${url}/debug/vars?name=requests`);
      expect(await response.json()).toEqual({ requests });
    }
  },
);
