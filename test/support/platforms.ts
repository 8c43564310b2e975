import {
  type INestApplication,
  Module,
  type ModuleMetadata,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { onTestFinished } from 'vitest';

export type Platform = 'express' | 'fastify';

/** Both adapters: every HTTP behaviour is tested on each. */
export const platforms: readonly Platform[] = ['express', 'fastify'];

export function adapterOf(platform: Platform): AbstractHttpAdapter {
  return platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
}

export interface Running {
  readonly app: INestApplication;
  /** Without a trailing slash. */
  readonly url: string;
}

/**
 * Starts an application on a free port of 127.0.0.1, and closes it when the
 * test is over.
 *
 * @param setUp what main.ts would do before listening
 */
export async function start(
  platform: Platform,
  rootModule: Parameters<typeof NestFactory.create>[0],
  setUp: (app: INestApplication) => unknown = () => undefined,
  options: NestApplicationOptions = {},
): Promise<Running> {
  const app = await NestFactory.create(rootModule, adapterOf(platform), {
    logger: false,
    abortOnError: false,
    ...options,
  });
  onTestFinished(() => app.close());
  await setUp(app);
  await app.listen(0, '127.0.0.1');
  return { app, url: `http://127.0.0.1:${portOf(app)}` };
}

export function portOf(app: INestApplication): number {
  const address = (
    app.getHttpServer() as { address(): { port: number } }
  ).address();
  return address.port;
}

/** Returns a root module with the given metadata. */
export function moduleOf(metadata: ModuleMetadata): Type {
  class TestModule {}
  Module(metadata)(TestModule);
  return TestModule;
}
