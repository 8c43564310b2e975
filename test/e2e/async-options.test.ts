import { type CanActivate, Injectable, Module } from '@nestjs/common';
import {
  ExpvarModule,
  type ExpvarModuleOptions,
  type ExpvarOptionsFactory,
  ExpvarRegistry,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { PublisherModule } from '../support/publisher.js';
import { startUpError } from '../support/start-up.js';

const OPTIONS: ExpvarModuleOptions = {
  cmdline: () => ['from', 'the factory'],
  memstats: false,
  node: false,
};
const DOCUMENT = '{\n"cmdline": ["from","the factory"]\n}\n';

@Injectable()
class ConfigService implements ExpvarOptionsFactory {
  static made = 0;

  constructor() {
    ConfigService.made++;
  }

  get options(): ExpvarModuleOptions {
    return OPTIONS;
  }

  createExpvarOptions(): ExpvarModuleOptions {
    return OPTIONS;
  }
}

@Module({ providers: [ConfigService], exports: [ConfigService] })
class ConfigModule {}

describe.each(platforms)('forRootAsync on %s', (platform) => {
  test.each<[string, Parameters<typeof ExpvarModule.forRootAsync>[0]]>([
    ['useFactory', { useFactory: () => OPTIONS }],
    [
      'an async useFactory',
      { useFactory: () => new Promise((resolve) => resolve(OPTIONS)) },
    ],
    [
      'useFactory that injects',
      {
        imports: [ConfigModule],
        inject: [ConfigService],
        useFactory: (config: ConfigService) => config.options,
      },
    ],
    ['useClass', { useClass: ConfigService }],
    ['useExisting', { imports: [ConfigModule], useExisting: ConfigService }],
  ])('accepts options from %s', async (_name, options) => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRootAsync(options)] }),
    );
    expect((await call(`${url}/debug/vars`)).text).toBe(DOCUMENT);
  });

  test('useExisting creates no second instance', async () => {
    ConfigService.made = 0;
    await start(
      platform,
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            imports: [ConfigModule],
            useExisting: ConfigService,
          }),
        ],
      }),
    );
    expect(ConfigService.made).toBe(1);
  });

  test('accepts the options of the controller beside useFactory', async () => {
    const seen: string[] = [];
    class SeenGuard implements CanActivate {
      canActivate(): boolean {
        seen.push('guard');
        return true;
      }
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            path: '/internal/expvar',
            guards: [SeenGuard],
            decorators: [
              () => {
                seen.push('decorator');
              },
            ],
            useFactory: () => OPTIONS,
          }),
        ],
      }),
      (app) => app.setGlobalPrefix('api'),
    );
    expect((await call(`${url}/internal/expvar`)).text).toBe(DOCUMENT);
    expect((await call(`${url}/debug/vars`)).status).toBe(404);
    expect(seen).toEqual(['decorator', 'guard']);
  });

  test('accepts modules for guards and for the factory in one list', async () => {
    @Injectable()
    class ConfiguredGuard implements CanActivate {
      constructor(private readonly config: ConfigService) {}

      canActivate(): boolean {
        return this.config.options === OPTIONS;
      }
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            imports: [ConfigModule],
            guards: [ConfiguredGuard],
            inject: [ConfigService],
            useFactory: (config: ConfigService) => config.options,
          }),
        ],
      }),
    );
    expect((await call(`${url}/debug/vars`)).text).toBe(DOCUMENT);
  });

  test('is global unless isGlobal is false', async () => {
    const root = (isGlobal: boolean) =>
      moduleOf({
        imports: [
          PublisherModule,
          ExpvarModule.forRootAsync({ isGlobal, useFactory: () => OPTIONS }),
        ],
      });
    const { app } = await start(platform, root(true));
    expect(app.get(ExpvarRegistry).has('jobs')).toBe(true);
    const error = await startUpError(platform, () => root(false));
    expect(error).toMatch(/can't resolve dependencies of the Publisher/);
  });

  test.each([
    [{ deadline: 10 }, /option deadline: /],
    [{ acces: 'public' }, /has no option "acces"; did you mean "access"\?/],
    [
      { path: '/late' },
      /option path: it is needed before the factory runs; write it beside the factory: forRootAsync\(\{ path, useFactory \}\)/,
    ],
    [undefined, /the options of ExpvarModule must be an object/],
  ])('rejects %o from a factory', async (options, error) => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            useFactory: () => options as ExpvarModuleOptions,
          }),
        ],
      }),
    );
    expect(message).toMatch(error);
  });

  test.each<[object, string]>([
    [
      {},
      'expvar: ExpvarModule has no source of options; pass useFactory, useClass or useExisting to forRootAsync',
    ],
    [
      { useFactory: () => OPTIONS, access: 'public' },
      'expvar: ExpvarModule option access: the factory of forRootAsync must return it; move it there',
    ],
    [
      { usefactory: () => OPTIONS },
      'expvar: ExpvarModule has 2 mistakes in its options:\n- has no option "usefactory"; did you mean "useFactory"?\n- has no source of options; pass useFactory, useClass or useExisting to forRootAsync',
    ],
    [
      { useFactory: () => ({ deadline: 10 }), path: '/*' },
      'expvar: ExpvarModule has 2 mistakes in its options:\n- option path: it must be a plain path such as \'/debug/vars\', without parameters or wildcards, not the string "/*"\n- option deadline: it must be a number of milliseconds from 50 to 10000, not 10',
    ],
  ])('refuses to start with %o', async (options, error) => {
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [ExpvarModule.forRootAsync(options)] }),
    );
    expect(message).toBe(error);
  });

  test('reports what the factory threw', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            useFactory: () => {
              throw new Error('no configuration');
            },
          }),
        ],
      }),
    );
    expect(message).toBe('no configuration');
  });
});
