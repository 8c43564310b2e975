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
import {
  sendHttp1,
  sendHttp2,
  sendInject,
  type Reply,
} from './send-request.js';
import type { TestRequest, Setting } from './case.js';

/** The listener that serves the document. */
export interface Listener {
  readonly platform: Platform;
  readonly port: 'the application’s port' | 'server';
}

export const listeners: readonly Listener[] = platforms.flatMap(
  (platform): Listener[] => [
    { platform, port: 'the application’s port' },
    { platform, port: 'server' },
  ],
);

/** An application that listens and serves `DOCUMENT`. */
export interface Application {
  readonly logger: RecordingLogger;
  /** The URL of the document, unless the application listens on a unix socket. */
  readonly url: URL;
  send(request: TestRequest): Promise<Reply>;
  /** The number of times that a variable was evaluated. */
  evaluations(): number;
  close(): Promise<void>;
}

export async function startApplication(
  { platform, port }: Listener,
  { options, cors, trustsProxies }: Setting,
  over?: TestRequest['over'],
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
  if (over !== 'unix socket') {
    await app.listen(0, '127.0.0.1');
  } else if (platform === 'express') {
    await app.listen(socketPath);
  } else {
    await (app as NestFastifyApplication).listen({ path: socketPath });
  }

  const registry = app.get(ExpvarRegistry);
  let evaluations = 0;
  registry.newInt('jobs').set(41);
  registry.newFloat('load').set(1e6);
  registry.func('canary', () => {
    evaluations++;
    return 'sings';
  });

  const url = new URL(
    port === 'server'
      ? logger.servedUrls()[0]!
      : `http://127.0.0.1:${over === 'unix socket' ? 0 : portOf(app)}/debug/vars`,
  );
  const tcp = { host: url.hostname, port: Number(url.port) };
  return {
    logger,
    url,
    send(request) {
      switch (request.over) {
        case 'inject':
          return sendInject(
            app as NestFastifyApplication,
            url.pathname,
            request,
          );
        case 'h2':
          return sendHttp2(tcp, url.pathname, request);
        case 'unix socket':
          return sendHttp1({ path: socketPath }, url.pathname, request);
        default:
          return sendHttp1(tcp, url.pathname, request);
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
  over: TestRequest['over'],
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
