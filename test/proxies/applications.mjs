import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { portOf } from '../support/port-of.mjs';

export const PLATFORMS = ['express', 'fastify'];

/** Text that only the document contains. */
export const SECRET = 'only-the-document-has-this';

/**
 * Starts an application on a free port of 127.0.0.1.
 *
 * @param {string} platform
 * @param {import('nestjs-expvar').ExpvarModuleOptions} options
 */
export async function startApplication(platform, options) {
  const app = await NestFactory.create(
    {
      module: class AppModule {},
      imports: [
        ExpvarModule.forRoot({ memstats: false, node: false, ...options }),
      ],
    },
    platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  app.get(ExpvarRegistry).newString('secret').set(SECRET);
  await app.listen(0, '127.0.0.1');
  return {
    port: portOf(app.getHttpServer()),
    close: () => app.close(),
  };
}
