import { Injectable, Module } from '@nestjs/common';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { startUpError } from '../support/start-up.js';

type Options = Parameters<typeof ExpvarModule.forRoot>[0];

@Injectable()
class Publisher {
  constructor(registry: ExpvarRegistry) {
    registry.newInt('jobs');
  }
}

@Module({ providers: [Publisher] })
class FeatureModule {}

describe.each(platforms)('an application on %s', (platform) => {
  test.each<[string, unknown]>([
    ['"acces"', { acces: 'public' }],
    ['"listen"', { listen: { port: 0 } }],
    ['access', { access: 'publc' }],
    ['access', { access: true }],
    ['access', { access: null }],
    ['cmdline', { cmdline: 'redacted' }],
    ['cmdline', { cmdline: null }],
    ['cmdline', { cmdline: () => [] }],
    ['cmdline', { cmdline: () => undefined }],
    ['cmdline', { cmdline: () => 'node' }],
    ['cmdline', { cmdline: () => ['node', 1] }],
    ['memstats', { memstats: 'yes' }],
    ['memstats', { memstats: null }],
    ['memstats', { memstats: { collection: 'all' } }],
    ['memstats.collections', { memstats: { collections: 'minor' } }],
    ['memstats.collections', { memstats: { collections: null } }],
    ['node', { node: 'yes' }],
    ['node', { node: null }],
    ['node', { node: { group: ['cpu'] } }],
    ['node.groups', { node: { groups: 'cpu' } }],
    ['node.groups', { node: { groups: ['cpus'] } }],
    ['node.groups', { node: { groups: ['toString'] } }],
    ['node.window', { node: { window: 0.9 } }],
    ['node.window', { node: { window: 3601 } }],
    ['node.window', { node: { window: 10_000 } }],
    ['node.window', { node: { window: NaN } }],
    ['node.window', { node: { window: '10s' } }],
    ['name', { name: '' }],
    ['name', { name: 'a/b' }],
    ['name', { name: 5 }],
    ['name', { name: null }],
    ['name', { name: 'quotes', cmdline: false }],
    ['deadline', { deadline: 10 }],
    ['deadline', { deadline: 10_001 }],
    ['deadline', { deadline: NaN }],
    ['deadline', { deadline: '500' }],
    ['deadline', { deadline: null }],
    ['server.port', { server: {} }],
    ['server.port', { server: { port: -1 } }],
    ['server.port', { server: { port: 65_536 } }],
    ['server.port', { server: { port: 1.5 } }],
    ['server.port', { server: { port: '0x50' } }],
    ['server.port', { server: { port: '' } }],
    ['server.port', { server: { port: '65536' } }],
    ['server', { server: 8080 }],
    ['server', { server: '8080' }],
    ['server', { server: null }],
    ['server', { server: { port: 0, hots: 'localhost' } }],
    ['access', { access: { alow: ['10.0.0.0/8'] } }],
    ['guards', { server: { port: 0 }, guards: [Publisher] }],
    ['guards', { server: { port: 0 }, guards: [Publisher], controller: false }],
    ['server.host', { server: { port: 0, host: '' } }],
    ['server.host', { server: { port: 0, host: 1 } }],
    ['access', { server: { port: 0, host: '0.0.0.0' } }],
    ['access', { server: { port: 0, host: '127.0.0.2' } }],
    ['access', { server: { port: 0, host: '::' } }],
    ['access', { server: { port: 0, host: '10.0.0.1' } }],
    ['access', { server: { port: 0, host: '127.evil.example' } }],
    ['access', { access: 'loopback', server: { port: 0, host: '0.0.0.0' } }],
    ['path', { path: '' }],
    ['path', { path: '/' }],
    ['path', { path: '/debug/*' }],
    ['path', { path: '/debug/*splat' }],
    ['path', { path: '/:tenant/vars' }],
    ['path', { path: '/debug//vars' }],
    ['path', { path: '/debug/vars?x' }],
    ['path', { path: '/debug/(vars)' }],
    ['path', { path: '/调试' }],
    ['path', { path: ['/debug/vars'] }],
    ['path', { path: null }],
    ['useGlobalPrefix', { useGlobalPrefix: 'yes' }],
    ['controller', { controller: 'yes' }],
    ['dashboard', { dashboard: 'yes' }],
    ['dashboard', { dashboard: null }],
    ['dashboard', { dashboard: { limit: false } }],
    ['dashboard.limits', { dashboard: { limits: true } }],
    ['dashboard.limits', { dashboard: { limits: null } }],
    ['dashboard.limits', { dashboard: { limits: { gpu: false } } }],
    ['dashboard.limits.cpu', { dashboard: { limits: { cpu: true } } }],
    ['dashboard.limits.cpu', { dashboard: { limits: { cpu: {} } } }],
    ['dashboard.limits.cpu', { dashboard: { limits: { cpu: { max: 1 } } } }],
    [
      'dashboard.limits.heap',
      { dashboard: { limits: { heap: { warning: 0.9, critical: 0.8 } } } },
    ],
    [
      'dashboard.limits.heap',
      { dashboard: { limits: { heap: { warning: 0.9, below: true } } } },
    ],
    [
      'dashboard.limits.heap.warning',
      { dashboard: { limits: { heap: { warning: NaN } } } },
    ],
    [
      'dashboard.limits.heap.warning',
      { dashboard: { limits: { heap: { warning: 0 } } } },
    ],
    [
      'dashboard.limits.cpu.critical',
      { dashboard: { limits: { cpu: { critical: 90 } } } },
    ],
    [
      'dashboard.limits.eventLoopDelay.critical',
      { dashboard: { limits: { eventLoopDelay: { critical: 200 } } } },
    ],
    [
      'dashboard.limits.serverErrors.warning',
      { dashboard: { limits: { serverErrors: { warning: '1 %' } } } },
    ],
    ['isGlobal', { isGlobal: 'yes' }],
    ['decorators', { decorators: 'Public' }],
  ])('does not start because of %s in %o', async (option, options) => {
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [ExpvarModule.forRoot(options as Options)] }),
    );
    expect(message).toMatch(/^expvar: ExpvarModule (?:option|has no option) /);
    expect(message).toContain(`option ${option}`);
  });

  test('lists the options when one is not known', async () => {
    const options = { telemetry: 'on' } as Options;
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [ExpvarModule.forRoot(options)] }),
    );
    expect(message).toBe(
      'expvar: ExpvarModule has no option "telemetry"; its options are access, allowedHosts, closeOnUnmarkedProxy, name, cmdline, memstats, node, http, prometheus, deadline, history, server, path, useGlobalPrefix, controller, dashboard, guards, decorators, imports, isGlobal',
    );
  });

  test('lists all mistakes in the limits of the dashboard', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          ExpvarModule.forRoot({
            dashboard: {
              limits: {
                eventLoopDelay: { warning: 200 },
                heap: { warning: 0.9, critical: 0.8 },
                cpu: { warning: 80, critical: 95 },
                server: false,
              },
            },
          } as unknown as Options),
        ],
      }),
    );
    expect(message).toBe(
      [
        'expvar: ExpvarModule has 5 mistakes in its options:',
        '- option dashboard.limits: it has no member "server"; did you mean "serverErrors"?',
        '- option dashboard.limits.eventLoopDelay.warning: it must be a number of seconds above 0 and up to 60, such as 0.2, not 200',
        '- option dashboard.limits.heap: it must be false, or { warning, critical } with one or both of them, and critical not below warning, not { warning: 0.9, critical: 0.8 }',
        '- option dashboard.limits.cpu.warning: it must be a share above 0 and up to 1, such as 0.9, not 80',
        '- option dashboard.limits.cpu.critical: it must be a share above 0 and up to 1, such as 0.9, not 95',
      ].join('\n'),
    );
  });

  test('lists all mistakes at once', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          ExpvarModule.forRoot({
            acces: 'public',
            deadline: '500',
            server: { port: 70_000, host: '0.0.0.0', hots: '::1' },
            node: { window: 60_000 },
            path: '/debug/*',
          } as unknown as Options),
        ],
      }),
    );
    expect(message).toBe(
      [
        'expvar: ExpvarModule has 7 mistakes in its options:',
        '- has no option "acces"; did you mean "access"?',
        '- option path: it must be a plain path such as \'/debug/vars\', without parameters or wildcards, not the string "/debug/*"',
        '- option node.window: it must be a number of seconds from 1 to 3600, not 60000',
        '- option deadline: it must be a number of milliseconds from 50 to 10000, not the string "500"',
        '- option server: it has no member "hots"; did you mean "host"?',
        '- option server.port: it must be a whole number from 0 to 65535, not 70000',
        "- option access: it must be set, to { token } or { allow }, when server.host is 0.0.0.0; the default, 'loopback', answers only at 127.0.0.1, ::1 and localhost",
      ].join('\n'),
    );
  });

  test.each<Options>([
    {
      access: undefined,
      cmdline: undefined,
      name: undefined,
      memstats: undefined,
      node: undefined,
      http: undefined,
      deadline: undefined,
      server: undefined,
      path: undefined,
      useGlobalPrefix: undefined,
      controller: undefined,
      guards: undefined,
      decorators: undefined,
      imports: undefined,
      isGlobal: undefined,
    } as unknown as Options,
    { deadline: 50 },
    { deadline: 10_000 },
    { access: 'loopback', cmdline: 'full', memstats: true, node: true },
    { memstats: {}, node: {} },
    {
      memstats: { collections: undefined },
      node: { groups: undefined },
    } as unknown as Options,
    { memstats: { collections: 'major' }, node: { groups: [], window: 1 } },
    { name: 'quotes', node: { groups: ['gc', 'gc'], window: 3600 } },
    { server: { port: '0' } },
    { server: { port: 0 }, controller: true, guards: [] },
    { server: { port: 0, host: 'localhost' } },
  ])('starts with %o', async (options) => {
    const { app } = await start(
      platform,
      moduleOf({ imports: [ExpvarModule.forRoot(options)] }),
    );
    expect(app.get(ExpvarRegistry).has('cmdline')).toBe(true);
  });

  test('does not start with ExpvarModule but without forRoot', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [ExpvarModule] }),
    );
    expect(message).toMatch(
      /^expvar: ExpvarModule is imported without forRoot\(\); import ExpvarModule\.forRoot\(\) in the root module/,
    );
  });

  test('does not start with ExpvarModule in a feature beside forRoot', async () => {
    @Module({ imports: [ExpvarModule] })
    class CarelessModule {}
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [bareExpvar(), CarelessModule] }),
    );
    expect(message).toContain('ExpvarModule is imported without forRoot()');
  });

  test('does not start with forRoot twice, and names both importers', async () => {
    @Module({ imports: [bareExpvar()] })
    class OrdersModule {}
    @Module({ imports: [bareExpvar()] })
    class UsersModule {}
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [OrdersModule, UsersModule] }),
    );
    expect(message).toMatch(
      /^expvar: ExpvarModule\.forRoot\(\) is imported more than once, by (?:OrdersModule and UsersModule|UsersModule and OrdersModule); import it once/,
    );
  });

  test('does not start with forRoot and forRootAsync', async () => {
    @Module({
      imports: [ExpvarModule.forRootAsync({ useFactory: () => ({}) })],
    })
    class OrdersModule {}
    @Module({ imports: [OrdersModule, bareExpvar()] })
    class RootModule {}
    const message = await startUpError(platform, () => RootModule);
    expect(message).toContain('imported more than once');
    expect(message).toContain('OrdersModule');
    expect(message).toContain('RootModule');
  });

  test('does not start with forRoot twice in one module', async () => {
    @Module({ imports: [bareExpvar(), bareExpvar({ path: '/other' })] })
    class RootModule {}
    const message = await startUpError(platform, () => RootModule);
    expect(message).toContain('imported more than once, by RootModule');
  });

  test('does not start with forRoot in a dynamic module and in another', async () => {
    @Module({})
    class DynamicOrdersModule {}
    @Module({
      imports: [
        { module: DynamicOrdersModule, imports: [bareExpvar()] },
        bareExpvar(),
      ],
    })
    class RootModule {}
    const message = await startUpError(platform, () => RootModule);
    expect(message).toContain('imported more than once');
    expect(message).toContain('RootModule');
  });

  test('starts when one forRoot is imported in two places', async () => {
    const expvar = bareExpvar({ isGlobal: false });
    const { app } = await start(
      platform,
      moduleOf({
        imports: [
          moduleOf({ imports: [expvar], providers: [Publisher] }),
          moduleOf({ imports: [expvar] }),
        ],
      }),
    );
    expect(app.get(ExpvarRegistry, { strict: false }).has('jobs')).toBe(true);
  });

  test('has the registry everywhere by default', async () => {
    const { app } = await start(
      platform,
      moduleOf({ imports: [FeatureModule, bareExpvar()] }),
    );
    expect(app.get(ExpvarRegistry).has('jobs')).toBe(true);
  });

  test('has the registry only where it is imported with isGlobal: false', async () => {
    const expvar = bareExpvar({ isGlobal: false });
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [FeatureModule, expvar] }),
    );
    expect(message).toMatch(/can't resolve dependencies of the Publisher/);
    const { app } = await start(
      platform,
      moduleOf({ imports: [expvar], providers: [Publisher] }),
    );
    expect(app.get(ExpvarRegistry).has('jobs')).toBe(true);
  });
});
