import { Controller, Get } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { decorate } from '../../instrument/decorated-methods.mjs';
import { startNest } from './nest.mjs';
import { ready } from './serve.mjs';

const [, requests] = process.argv.slice(2);

class AppController {
  getHello() {
    return 'Hello World!';
  }
}
Controller()(AppController);
decorate(Get(), AppController.prototype, 'getHello');

class HelloModule {}

const { url } = await startNest('fastify', {
  module: HelloModule,
  imports: [ExpvarModule.forRoot({ http: requests === 'counted' })],
  controllers: [AppController],
});
ready(`${url}/`);
