import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExposeVar, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gcRecorder } from '../../src/process/gc-recorder.js';
import { freePorts } from '../support/free-ports.mjs';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import {
  adapterOf,
  moduleOf,
  platforms,
  portOf,
} from '../support/platforms.js';

/**
 * Loads the modules of an application again, as a bundler does for a hot
 * reload.
 */
function loadModules(version: number, serverPort: number) {
  class QuotesService {
    @ExposeVar('version')
    readonly version = version;
  }
  @Module({
    imports: [
      bareExpvar({
        memstats: true,
        server: { port: serverPort },
        controller: true,
      }),
    ],
    providers: [QuotesService],
  })
  class AppModule {}
  return AppModule;
}

describe.each(platforms)('starting again on %s', (platform) => {
  test('serves the new variables on the same ports after a hot reload', async () => {
    const appPort = await freePorts(2);
    const serverPort = appPort + 1;
    let app: INestApplication | undefined;
    onTestFinished(() => app?.close());
    for (let version = 1; version <= 3; version++) {
      await app?.close();
      app = await NestFactory.create(
        loadModules(version, serverPort),
        adapterOf(platform),
        { logger: false, abortOnError: false },
      );
      await app.listen(appPort, '127.0.0.1');
      for (const port of [appPort, serverPort]) {
        const { text } = await call(
          `http://127.0.0.1:${port}/debug/vars?name=version`,
        );
        expect(text).toBe(`{\n"version": ${version}\n}\n`);
      }
    }
  });

  test.each(['onModuleInit', 'onApplicationBootstrap'] as const)(
    'works after a failed %s that is closed',
    async (hook) => {
      const port = await freePorts(1);
      const failing = {
        provide: 'failing',
        useValue: {
          [hook]() {
            throw new Error('half-way');
          },
        },
      };
      const create = (providers: (typeof failing)[]) =>
        NestFactory.create(
          moduleOf({
            imports: [bareExpvar({ memstats: true, server: { port } })],
            providers,
          }),
          adapterOf(platform),
          { logger: false, abortOnError: false },
        );
      const failed = await create([failing]);
      await expect(failed.init()).rejects.toThrow('half-way');
      await failed.close();
      await failed.close();
      const { holders } = gcRecorder as unknown as { holders: Set<object> };
      expect(holders.size).toBe(0);

      const app = await create([]);
      onTestFinished(() => app.close());
      await app.listen(0, '127.0.0.1');
      app.get(ExpvarRegistry).newInt('jobs').set(1);
      const { text } = await call(
        `http://127.0.0.1:${port}/debug/vars?name=jobs`,
      );
      expect(text).toBe('{\n"jobs": 1\n}\n');
      expect(portOf(app)).toBeGreaterThan(0);
    },
  );

  test.each(['onModuleInit', 'onApplicationBootstrap'] as const)(
    'leaves no open port after a failed %s that nobody closes',
    async (hook) => {
      const failing = {
        provide: 'failing',
        useValue: {
          async [hook]() {
            await new Promise(setImmediate);
            throw new Error('half-way');
          },
        },
      };
      const port = await freePorts(1);
      const expvar = bareExpvar({ memstats: true, server: { port } });
      const roots = [
        moduleOf({ imports: [expvar], providers: [failing] }),
        moduleOf({ imports: [expvar, moduleOf({ providers: [failing] })] }),
        moduleOf({
          imports: [moduleOf({ imports: [expvar], providers: [failing] })],
        }),
      ];
      for (const root of roots) {
        const app = await NestFactory.create(root, adapterOf(platform), {
          logger: false,
          abortOnError: false,
        });
        onTestFinished(() => app.close());
        await expect(app.init()).rejects.toThrow('half-way');
        await expect(
          fetch(`http://127.0.0.1:${port}/debug/vars`),
        ).rejects.toThrow('fetch failed');
        const { holders } = gcRecorder as unknown as { holders: Set<object> };
        expect(holders.size).toBe(0);
      }
    },
  );
});

test('a context that fails to start leaves no open port', async () => {
  const port = await freePorts(1);
  const failing = {
    provide: 'failing',
    useValue: {
      onApplicationBootstrap() {
        throw new Error('half-way');
      },
    },
  };
  await expect(
    NestFactory.createApplicationContext(
      moduleOf({
        imports: [bareExpvar({ server: { port } })],
        providers: [failing],
      }),
      { logger: false, abortOnError: false },
    ),
  ).rejects.toThrow('half-way');
  await expect(fetch(`http://127.0.0.1:${port}/debug/vars`)).rejects.toThrow(
    'fetch failed',
  );
});
