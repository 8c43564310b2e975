import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * The adapter of the name.
 *
 * @param name the environment variable `ADAPTER`
 * @throws Error when it is neither `express` nor `fastify`
 */
export function adapterFrom(
  name: string | undefined,
): ExpressAdapter | FastifyAdapter {
  switch (name) {
    case undefined:
    case '':
    case 'express':
      return new ExpressAdapter();
    case 'fastify':
      return new FastifyAdapter();
    default:
      throw new Error(
        `ADAPTER must be express or fastify; it is ${JSON.stringify(name)}`,
      );
  }
}
