import {
  type INestApplication,
  type Type,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

export async function serve(
  root: Type,
  setUp: (app: INestApplication) => void = () => {},
): Promise<void> {
  const app = await NestFactory.create(
    root,
    process.argv[2] === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  );
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.enableShutdownHooks();
  setUp(app);
  await app.listen(0, '127.0.0.1');
  console.log(`listening at ${await app.getUrl()}`);
}
