// The application whose dashboard the checks open. It runs in its own process.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { setClock } from './shop/clock.mjs';
import { setFaults } from './shop/faults.mjs';
import { shopModule, startShop } from './shop/shop.mjs';
import { VARIABLES } from './variables.mjs';

const require = createRequire(import.meta.url);
/** @type {import('./application.mjs').Options} */
const {
  platform,
  port = 0,
  options = {},
  helmet = false,
  compression = false,
  prefix,
  variables = 'ordinary',
  faults = {},
} = JSON.parse(process.argv[2] ?? '');

class AppModule {}
const isShop = variables === 'shop';
setFaults(faults);
const root = isShop
  ? shopModule(options)
  : {
      module: AppModule,
      imports: [
        ExpvarModule.forRoot({
          name: 'quotes',
          allowedHosts: ['orders.test'],
          ...options,
        }),
      ],
    };
/** @type {import('@nestjs/common').NestApplicationOptions} */
const settings = { logger: ['error', 'warn'], abortOnError: false };
/** @type {import('@nestjs/common').INestApplication} */
let app;
if (platform === 'express') {
  app = await NestFactory.create(root, new ExpressAdapter(), settings);
  if (helmet) {
    app.use(require('helmet')());
  }
  if (compression) {
    app.use(require('compression')({ threshold: 0 }));
  }
} else {
  /** @type {import('@nestjs/platform-fastify').NestFastifyApplication} */
  const fastify = await NestFactory.create(
    root,
    new FastifyAdapter(),
    settings,
  );
  if (helmet) {
    await fastify.register(require('@fastify/helmet'));
  }
  if (compression) {
    await fastify.register(require('@fastify/compress'), { threshold: 0 });
  }
  app = fastify;
}
if (prefix !== undefined) {
  app.setGlobalPrefix(prefix);
}
app.enableShutdownHooks();
await app.listen(port, '127.0.0.1');
const stop = isShop
  ? startShop(app)
  : VARIABLES[variables](app.get(ExpvarRegistry));
process.once('SIGTERM', stop);
process.on('message', ({ clock, ...changes }) => {
  if (clock !== undefined) {
    setClock(clock);
  }
  setFaults(changes);
  process.send?.({ isSet: true });
});
process.send?.({ port: app.getHttpServer().address().port });
// Nobody else ends this process when its parent is gone.
process.once('disconnect', () => process.exit());
