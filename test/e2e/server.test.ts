import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type CanActivate,
  Controller,
  Get,
  type INestApplication,
  type INestApplicationContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ExpvarServer } from '../../src/http/expvar.server.js';
import { call, exchange, refusedConnection } from '../support/http-client.js';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import { adapterOf, moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { startUpError } from '../support/start-up.js';

type Options = Parameters<typeof bareExpvar>[0];

@Controller('users')
class UsersController {
  @Get()
  list() {
    return 'the users';
  }
}

const TCP: MicroserviceOptions = {
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port: 0 },
};

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

function root(options: Options) {
  return moduleOf({
    imports: [bareExpvar(options)],
    controllers: [UsersController],
  });
}

/** The only URL in the log line. */
function onlyUrl(logger: RecordingLogger): string {
  const urls = logger.servedUrls();
  expect(urls).toHaveLength(1);
  return urls[0]!;
}

function listenerOf(app: INestApplicationContext): Server {
  return app.get<{ server: Server }>(ExpvarServer, { strict: false }).server;
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(
    () => new Promise<void>((resolve) => void server.close(() => resolve())),
  );
  return (server.address() as AddressInfo).port;
}

describe.each(platforms)('the option server beside %s', (platform) => {
  async function started(
    options: Options = { server: { port: 0 } },
    setUp: (app: INestApplication) => unknown = () => undefined,
    module = root(options),
  ) {
    const logger = new RecordingLogger();
    const { app, url } = await start(platform, module, setUp, { logger });
    publishSamples(app.get(ExpvarRegistry));
    return { app, logger, url };
  }

  test('serves the document on its port instead of the application’s', async () => {
    const { logger, url } = await started();
    const page = onlyUrl(logger);
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/debug\/vars$/);
    const { status, headers, text } = await call(page);
    expect({ status, headers, text }).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(SAMPLE_DOCUMENT.length),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'expvar-process': expect.any(String) as string,
        vary: 'Accept',
        connection: 'close',
        date: expect.any(String) as string,
      },
      text: SAMPLE_DOCUMENT,
    });
    expect((await call(`${url}/debug/vars`)).status).toBe(404);
    expect((await call(`${url}/debug/vars`, { method: 'POST' })).status).toBe(
      404,
    );
    expect((await call(`${url}/users`)).text).toBe('the users');
  });

  test('logs the URL of the document', async () => {
    const { app, logger } = await started();
    const { port } = listenerOf(app).address() as AddressInfo;
    expect(logger.of('ExpvarModule', 'log')).toEqual([
      `0 variables from 0 providers; GET http://127.0.0.1:${port}/debug/vars (loopback only)`,
    ]);
  });

  test('serves the document on both ports with controller: true', async () => {
    const { logger, url } = await started({
      server: { port: 0 },
      controller: true,
    });
    const page = onlyUrl(logger);
    expect(logger.of('ExpvarModule', 'log')[0]).toContain(
      `GET /debug/vars and ${page} (loopback only)`,
    );
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/debug/vars`)).text).toBe(SAMPLE_DOCUMENT);
  });

  test('may come from forRootAsync', async () => {
    const { logger, url } = await started(
      {},
      () => undefined,
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            useFactory: () => ({
              cmdline: false,
              memstats: false,
              node: false,
              server: { port: 0 },
            }),
          }),
        ],
        controllers: [UsersController],
      }),
    );
    expect((await call(onlyUrl(logger))).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/debug/vars`)).status).toBe(404);
    expect((await call(`${url}/users`)).text).toBe('the users');
  });

  test('ignores the prefix, versions and global guards of the application', async () => {
    class Denying implements CanActivate {
      canActivate(): boolean {
        return false;
      }
    }
    const { logger, url } = await started(
      { server: { port: 0 }, useGlobalPrefix: true },
      (app) => app.setGlobalPrefix('api').useGlobalGuards(new Denying()),
    );
    const page = onlyUrl(logger);
    expect(new URL(page).pathname).toBe('/debug/vars');
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/api/users`)).status).toBe(403);
  });

  test('serves the document at the option path', async () => {
    const { logger } = await started({
      path: 'internal/expvar/',
      server: { port: 0 },
    });
    const page = onlyUrl(logger);
    expect(new URL(page).pathname).toBe('/internal/expvar');
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(new URL('/debug/vars', page).href)).status).toBe(404);
  });

  test('selects variables by the query', async () => {
    const { logger } = await started();
    const page = onlyUrl(logger);
    expect((await call(`${page}?name=jobs`)).text).toBe('{\n"jobs": 41\n}\n');
    expect((await call(`${page}?prefix=zzz`)).text).toBe('{\n\n}\n');
    const missing = await call(`${page}?name=job`);
    expect([missing.status, missing.text]).toEqual([
      404,
      '404: no variable is named "job"; similar names are "jobs"\n',
    ]);
  });

  test('sends no body for a HEAD request', async () => {
    const { logger } = await started();
    const answer = await exchange(onlyUrl(logger), [
      'HEAD /debug/vars HTTP/1.1',
      'Host: localhost',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain(
      `\r\nContent-Length: ${SAMPLE_DOCUMENT.length}\r\n`,
    );
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\n');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    'replies 405 to a %s request',
    async (method) => {
      const { logger } = await started();
      const { status, headers, text } = await call(onlyUrl(logger), { method });
      expect([status, headers.allow, text]).toEqual([
        405,
        'GET, HEAD',
        'Method Not Allowed\n',
      ]);
    },
  );

  test.each([
    '/',
    '/debug',
    '/debug/vars/',
    '/DEBUG/VARS',
    '/debug/vars/jobs',
    '//debug/vars',
    '/debug/%76ars',
    '/users',
    '/api/debug/vars',
    '/favicon.ico',
    '*',
  ])('replies 404 to a request for %s', async (path) => {
    const { logger } = await started();
    const answer = await exchange(onlyUrl(logger), [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).toContain('\r\nContent-Type: text/plain; charset=utf-8\r\n');
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n404 page not found\n',
    );
  });

  test.each(['localhost', '127.0.0.1'])(
    'listens on the host %s',
    async (host) => {
      const { logger } = await started({ server: { port: 0, host } });
      const page = onlyUrl(logger);
      expect(new URL(page).hostname).toBe(host);
      expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    },
  );

  test.skipIf(!hasIPv6)('listens on an IPv6 address', async () => {
    const { logger } = await started({ server: { port: 0, host: '::1' } });
    const page = onlyUrl(logger);
    expect(page).toMatch(/^http:\/\/\[::1\]:\d+\/debug\/vars$/);
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
  });

  test('listens on all addresses when access is public', async () => {
    const { logger } = await started({
      access: 'public',
      server: { port: 0, host: '0.0.0.0' },
    });
    const page = onlyUrl(logger);
    expect(page).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/debug\/vars$/);
    expect(logger.of('ExpvarModule', 'log')[0]).toMatch(/ \(public\)$/);
    const headers = { Host: 'service.example' };
    const { text } = await call(page.replace('0.0.0.0', '127.0.0.1'), {
      headers,
    });
    expect(text).toBe(SAMPLE_DOCUMENT);
  });

  test('needs the option access on a host that is not loopback', async () => {
    const message = await startUpError(platform, () =>
      root({ server: { port: 0, host: '0.0.0.0' } }),
    );
    expect(message).toMatch(
      /^expvar: ExpvarModule option access: it must be set, to \{ token \} or \{ allow \}, when server\.host is 0\.0\.0\.0/,
    );
  });

  test('stops the start when its port is taken', async () => {
    const port = await takenPort();
    const message = await startUpError(platform, () =>
      root({ server: { port } }),
    );
    expect(message).toContain(
      `expvar: cannot serve http://127.0.0.1:${port}/debug/vars: the port is taken; change server.port`,
    );
  });

  test('stops the start when its address is not one of this machine', async () => {
    const message = await startUpError(platform, () =>
      // TEST-NET-1 (RFC 5737) belongs to no machine.
      root({ access: 'public', server: { port: 0, host: '192.0.2.1' } }),
    );
    expect(message).toMatch(
      /^expvar: cannot serve http:\/\/192\.0\.2\.1:0\/debug\/vars: .+; change server\.host or server\.port$/,
    );
  });

  test('does not accept connections after close', async () => {
    const { app, logger } = await started();
    const page = onlyUrl(logger);
    expect((await call(page)).status).toBe(200);
    await app.close();
    expect(await refusedConnection(page)).toBe('ECONNREFUSED');
  });

  test('closes an idle connection when the application closes', async () => {
    const { app, logger } = await started();
    const { port } = new URL(onlyUrl(logger));
    const socket = connect(Number(port), '127.0.0.1');
    // The server may reset the connection.
    socket.once('error', () => undefined);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
    const answered = new Promise<void>((resolve) => {
      socket.once('data', () => resolve());
    });
    socket.write('GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await answered;
    // The second request never ends.
    socket.write('GET /debug/vars HTTP/1.1\r\n');
    await app.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  test('does not keep the process alive', async () => {
    const { app } = await started();
    const { _handle } = listenerOf(app) as unknown as {
      _handle: { hasRef(): boolean };
    };
    expect(_handle.hasRef()).toBe(false);
  });

  test('serves the document of a hybrid application', async () => {
    const { logger, url } = await started(undefined, async (app) => {
      app.connectMicroservice(TCP);
      await app.startAllMicroservices();
    });
    expect((await call(onlyUrl(logger))).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/users`)).text).toBe('the users');
    expect((await call(`${url}/debug/vars`)).status).toBe(404);
  });

  test('is optional in a hybrid application', async () => {
    const { url } = await started({}, async (app) => {
      app.setGlobalPrefix('api').connectMicroservice(TCP);
      await app.startAllMicroservices();
    });
    expect((await call(`${url}/debug/vars`)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/api/users`)).text).toBe('the users');
  });

  test('serves the document after init() without listen()', async () => {
    const logger = new RecordingLogger();
    const app = await NestFactory.create(
      root({ server: { port: 0 } }),
      adapterOf(platform),
      { logger, abortOnError: false },
    );
    onTestFinished(() => app.close());
    expect(logger.servedUrls()).toEqual([]);
    await app.init();
    publishSamples(app.get(ExpvarRegistry));
    expect((await call(onlyUrl(logger))).text).toBe(SAMPLE_DOCUMENT);
  });
});

describe('without an HTTP application', () => {
  async function context(options: Options) {
    const logger = new RecordingLogger();
    const app = await NestFactory.createApplicationContext(root(options), {
      logger,
      abortOnError: false,
    });
    onTestFinished(() => app.close());
    publishSamples(app.get(ExpvarRegistry));
    return { app, logger };
  }

  async function microservice(options: Options) {
    const logger = new RecordingLogger();
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(
      root(options),
      { ...TCP, logger, abortOnError: false },
    );
    onTestFinished(() => app.close());
    await app.listen();
    publishSamples(app.get(ExpvarRegistry));
    return { app, logger };
  }

  describe.each([
    ['createApplicationContext', context],
    ['createMicroservice', microservice],
  ])('%s', (_name, started) => {
    test('serves the document on the port of server until it closes', async () => {
      const { app, logger } = await started({ server: { port: 0 } });
      const page = onlyUrl(logger);
      expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
      expect((await call(page, { method: 'POST' })).status).toBe(405);
      await app.close();
      expect(await refusedConnection(page)).toBe('ECONNREFUSED');
    });

    test('serves the document on that port only with controller: true', async () => {
      const { logger } = await started({
        server: { port: 0 },
        controller: true,
      });
      expect(logger.of('ExpvarModule', 'log')[0]).toMatch(
        /; GET http:\/\/127\.0\.0\.1:\d+\/debug\/vars \(loopback only\)$/,
      );
    });

    test('logs without server that nothing is served', async () => {
      const { app, logger } = await started({});
      expect(logger.of('ExpvarModule', 'log')).toEqual([
        '0 variables from 0 providers; they are not served; the option server gives them a port',
      ]);
      const document = await app.get(ExpvarRegistry).render();
      expect(document.toString()).toBe(SAMPLE_DOCUMENT);
    });
  });

  test('stops the start when the port of server is taken', async () => {
    const port = await takenPort();
    await expect(context({ server: { port } })).rejects.toThrow(
      `expvar: cannot serve http://127.0.0.1:${port}/debug/vars: the port is taken`,
    );
  });
});
