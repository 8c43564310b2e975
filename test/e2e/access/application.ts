import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ExpressAdapter,
  type NestExpressApplication,
} from '@nestjs/platform-express';
import {
  FastifyAdapter,
  type NestFastifyApplication,
} from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import {
  moduleOf,
  type Platform,
  platforms,
  portOf,
} from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { askHttp1, askHttp2, askInject, type Reply } from './ask.js';
import type { Asking, Setting } from './case.js';

/** Which listener answers. */
export interface Where {
  readonly platform: Platform;
  readonly port: 'the application’s port' | 'server';
}

export const wheres: readonly Where[] = platforms.flatMap(
  (platform): Where[] => [
    { platform, port: 'the application’s port' },
    { platform, port: 'server' },
  ],
);

/** An application that listens, with the page of `DOCUMENT`. */
export interface Application {
  readonly logger: RecordingLogger;
  /** Where the page is, unless it listens on a socket of the file system. */
  readonly page: URL;
  ask(asking: Asking): Promise<Reply>;
  /** How often a variable of the page was evaluated. */
  evaluations(): number;
  close(): Promise<void>;
}

export async function startApplication(
  { platform, port }: Where,
  { options, cors, trustsProxies }: Setting,
  over?: Asking['over'],
): Promise<Application> {
  const logger = new RecordingLogger();
  const root = moduleOf({
    imports: [
      ExpvarModule.forRoot({
        cmdline: false,
        memstats: false,
        node: false,
        ...(port === 'server' && { server: { port: 0 } }),
        ...options,
      }),
    ],
  });
  const app = await create(platform, root, { logger }, over, trustsProxies);
  if (cors !== undefined) {
    app.enableCors(cors);
  }
  const socketPath = path.join(tmpdir(), `${randomUUID()}.sock`);
  await (over === 'unix socket'
    ? app.listen(socketPath)
    : app.listen(0, '127.0.0.1'));

  const registry = app.get(ExpvarRegistry);
  let evaluations = 0;
  registry.newInt('jobs').set(41);
  registry.newFloat('load').set(1e6);
  registry.func('canary', () => {
    evaluations++;
    return 'sings';
  });

  const page = new URL(
    port === 'server'
      ? logger.servedUrls()[0]!
      : `http://127.0.0.1:${over === 'unix socket' ? 0 : portOf(app)}/debug/vars`,
  );
  const tcp = { host: page.hostname, port: Number(page.port) };
  return {
    logger,
    page,
    ask(asking) {
      switch (asking.over) {
        case 'inject':
          return askInject(
            app as NestFastifyApplication,
            page.pathname,
            asking,
          );
        case 'h2':
          return askHttp2(tcp, page.pathname, asking);
        case 'unix socket':
          return askHttp1({ path: socketPath }, page.pathname, asking);
        default:
          return askHttp1(tcp, page.pathname, asking);
      }
    },
    evaluations: () => evaluations,
    close: () => app.close(),
  };
}

async function create(
  platform: Platform,
  root: Parameters<typeof NestFactory.create>[0],
  options: NestApplicationOptions,
  over: Asking['over'],
  trustProxy = false,
): Promise<NestExpressApplication | NestFastifyApplication> {
  const all = { abortOnError: false, ...options };
  if (platform === 'express') {
    const app = await NestFactory.create<NestExpressApplication>(
      root,
      new ExpressAdapter(),
      all,
    );
    app.set('trust proxy', trustProxy);
    return app;
  }
  const adapter =
    over === 'h2'
      ? new FastifyAdapter({ http2: true, trustProxy })
      : new FastifyAdapter({ trustProxy });
  return NestFactory.create<NestFastifyApplication>(root, adapter, all);
}
