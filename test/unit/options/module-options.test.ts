import { describe, expect, test } from 'vitest';
import {
  checkForRoot,
  checkForRootAsync,
  resolveFactoryOptions,
  resolveOptions,
} from '../../../src/options/module.options.js';

function resolve(options: unknown) {
  const checked = checkForRoot(options);
  return { ...checked.extras, ...resolveOptions(options, checked) };
}

test('fills in the defaults', () => {
  expect(resolve({})).toEqual({
    access: { type: 'addresses', networks: [] },
    allowedHosts: [],
    closeOnUnmarkedProxy: false,
    name: undefined,
    cmdline: true,
    memstats: { collections: 'all' },
    node: {
      groups: [
        'cpu',
        'eventLoop',
        'fds',
        'gc',
        'heap',
        'memory',
        'resources',
        'threads',
        'versions',
        'workers',
      ],
      window: 10,
    },
    http: undefined,
    prometheus: {
      prefix: '',
      labels: {},
      createdTimestamps: false,
      nativeHistograms: true,
      memstats: false,
      maxSeries: 50_000,
    },
    deadline: 500,
    history: true,
    server: undefined,
    path: '/debug/vars',
    useGlobalPrefix: false,
    controller: undefined,
    dashboard: {
      limits: {
        eventLoopDelay: { warning: 0.2, critical: 1 },
        heap: { warning: 0.8, critical: 0.9 },
        cpu: { warning: 0.8, critical: 0.95 },
        serverErrors: { warning: 0.01, critical: 0.05 },
      },
    },
    guards: [],
    decorators: [],
    imports: [],
    isGlobal: true,
  });
});

test('fills in the defaults of settings that are switched on', () => {
  const on = resolve({ memstats: true, node: {}, http: true });
  expect(on.memstats).toEqual({ collections: 'all' });
  expect(on.node?.window).toBe(10);
  expect(on.http).toEqual({
    maxRoutes: 200,
    debugPage: false,
    window: undefined,
  });
});

test('switches off what is false', () => {
  const { memstats, node, http } = resolve({
    memstats: false,
    node: false,
    http: false,
  });
  expect({ memstats, node, http }).toEqual({});
});

test('keeps what is set', () => {
  expect(
    resolve({
      access: { allow: ['10.0.0.0/8', 'fd00::1'] },
      allowedHosts: ['vars.example.com', '.internal'],
      closeOnUnmarkedProxy: true,
      name: 'quotes',
      cmdline: 'full',
      memstats: { collections: 'major' },
      node: { groups: ['gc', 'cpu', 'gc'], window: 60 },
      http: { maxRoutes: 5, window: 60, debugPage: true },
      prometheus: {
        prefix: 'quotes_',
        labels: { region: 'eu' },
        createdTimestamps: true,
        nativeHistograms: false,
        memstats: true,
        maxSeries: 10,
      },
      deadline: 50,
      history: false,
      server: { port: 9100, host: '0.0.0.0' },
      path: 'internal/vars/',
      useGlobalPrefix: true,
      controller: true,
      dashboard: false,
      isGlobal: false,
    }),
  ).toEqual({
    access: {
      type: 'addresses',
      networks: [
        { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
        { address: 'fd00::1', prefix: 128, family: 'ipv6' },
      ],
    },
    allowedHosts: ['vars.example.com', '.internal'],
    closeOnUnmarkedProxy: true,
    name: 'quotes',
    cmdline: 'full',
    memstats: { collections: 'major' },
    node: { groups: ['gc', 'cpu'], window: 60 },
    http: { maxRoutes: 5, debugPage: true, window: 60 },
    prometheus: {
      prefix: 'quotes_',
      labels: { region: 'eu' },
      createdTimestamps: true,
      nativeHistograms: false,
      memstats: true,
      maxSeries: 10,
    },
    deadline: 50,
    history: false,
    server: { port: 9100, host: '0.0.0.0' },
    path: '/internal/vars',
    useGlobalPrefix: true,
    controller: true,
    dashboard: undefined,
    guards: [],
    decorators: [],
    imports: [],
    isGlobal: false,
  });
});

test.each<object>([
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
  },
  { deadline: 50 },
  { deadline: 10_000 },
  { access: 'loopback', cmdline: 'full', memstats: true, node: true },
  { memstats: {}, node: {} },
  {
    memstats: { collections: undefined },
    node: { groups: undefined },
  },
  { memstats: { collections: 'major' }, node: { groups: [], window: 1 } },
  { name: 'quotes', node: { groups: ['gc', 'gc'], window: 3600 } },
  { server: { port: '0' } },
  { server: { port: 0 }, controller: true, guards: [] },
  { server: { port: 0, host: 'localhost' } },
])('accepts the options %o', (options) => {
  expect(() => resolve(options)).not.toThrow();
});

test.each<[string, unknown]>([
  ['"listen"', { listen: { port: 0 } }],
  ['access', { access: true }],
  ['access', { access: null }],
  ['cmdline', { cmdline: null }],
  ['memstats', { memstats: 'yes' }],
  ['memstats', { memstats: null }],
  ['memstats', { memstats: { collection: 'all' } }],
  ['memstats.collections', { memstats: { collections: null } }],
  ['node', { node: 'yes' }],
  ['node', { node: null }],
  ['node', { node: { group: ['cpu'] } }],
  ['node.groups', { node: { groups: 'cpu' } }],
  ['node.groups', { node: { groups: ['toString'] } }],
  ['node.window', { node: { window: 0.9 } }],
  ['node.window', { node: { window: 3601 } }],
  ['node.window', { node: { window: NaN } }],
  ['node.window', { node: { window: '10s' } }],
  ['name', { name: '' }],
  ['name', { name: 5 }],
  ['name', { name: null }],
  ['deadline', { deadline: 10_001 }],
  ['deadline', { deadline: NaN }],
  ['deadline', { deadline: null }],
  ['server.port', { server: {} }],
  ['server.port', { server: { port: -1 } }],
  ['server.port', { server: { port: 1.5 } }],
  ['server.port', { server: { port: '0x50' } }],
  ['server.port', { server: { port: '' } }],
  ['server.port', { server: { port: '65536' } }],
  ['server', { server: 8080 }],
  ['server', { server: '8080' }],
  ['server', { server: null }],
  ['guards', { server: { port: 0 }, guards: [class {}], controller: false }],
  ['server.host', { server: { port: 0, host: '' } }],
  ['server.host', { server: { port: 0, host: 1 } }],
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
])('refuses %s in %o', (option, options) => {
  expect(() => resolve(options)).toThrow(
    option.startsWith('"')
      ? `expvar: ExpvarModule has no option ${option}; `
      : `expvar: ExpvarModule option ${option}: `,
  );
});

test('lists the options when one is not known', () => {
  expect(() => resolve({ telemetry: 'on' })).toThrow(
    'expvar: ExpvarModule has no option "telemetry"; its options are access, allowedHosts, closeOnUnmarkedProxy, name, cmdline, memstats, node, http, prometheus, deadline, history, server, path, useGlobalPrefix, controller, dashboard, guards, decorators, imports, isGlobal',
  );
});

test('lists all mistakes in the limits of the dashboard', () => {
  expect(() =>
    resolve({
      dashboard: {
        limits: {
          eventLoopDelay: { warning: 200 },
          heap: { warning: 0.9, critical: 0.8 },
          cpu: { warning: 80, critical: 95 },
          server: false,
        },
      },
    }),
  ).toThrow(
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

test.each([
  [{ limits: false }, {}],
  [
    { limits: { heap: false, serverErrors: false, cpu: { critical: 0.5 } } },
    {
      eventLoopDelay: { warning: 0.2, critical: 1 },
      cpu: { critical: 0.5 },
    },
  ],
  [
    {
      limits: {
        eventLoopDelay: { warning: 60, critical: 60 },
        heap: { warning: 1 },
        cpu: false,
        serverErrors: { warning: 0.001, critical: 1 },
      },
    },
    {
      eventLoopDelay: { warning: 60, critical: 60 },
      heap: { warning: 1 },
      serverErrors: { warning: 0.001, critical: 1 },
    },
  ],
] as const)('the dashboard with %j has the limits %j', (dashboard, limits) => {
  expect(resolve({ dashboard }).dashboard).toEqual({ limits });
});

test('the limits of the dashboard are copies', () => {
  const cpu = { warning: 0.5 };
  const { dashboard } = resolve({ dashboard: { limits: { cpu } } });
  cpu.warning = 7;
  expect(dashboard!.limits.cpu).toEqual({ warning: 0.5 });
});

test.each([
  ['9100', 9100],
  ['0', 0],
  ['65535', 65_535],
])('reads the port %j from the environment', (port, expected) => {
  expect(resolve({ server: { port } }).server?.port).toBe(expected);
});

test.each([
  ['loopback', { type: 'addresses', networks: [] }],
  ['public', { type: 'public' }],
  [
    { token: '0123456789abcdef' },
    { type: 'token', token: '0123456789abcdef', ignoresAllow: false },
  ],
  [
    { token: '0123456789abcdef', allow: ['10.0.0.5'] },
    { type: 'token', token: '0123456789abcdef', ignoresAllow: true },
  ],
])('resolves the access rule %j', (access, expected) => {
  expect(resolve({ access }).access).toEqual(expected);
});

test('reads options from the getters of a class', () => {
  class Config {
    get deadline() {
      return 1000;
    }
  }
  expect(resolve(new Config()).deadline).toBe(1000);
});

describe('an item that is no', () => {
  test.each([
    [
      'guard',
      { guards: [1] },
      'option guards: each item must be a guard, as a class or an object with canActivate; one is 1',
    ],
    [
      'class decorator',
      { decorators: ['SkipThrottle'] },
      'option decorators: each item must be a class decorator such as SkipThrottle(); one is the string "SkipThrottle"',
    ],
    [
      'module',
      { imports: [undefined] },
      'option imports: each item must be a module; if it is imported from a file that imports this one, use forwardRef(); one is undefined',
    ],
  ])('%s is a mistake', (_, options, mistake) => {
    expect(() => resolve(options)).toThrow(`expvar: ExpvarModule ${mistake}`);
  });
});

describe('a polluted Object.prototype', () => {
  test.each([
    ['access', 'public'],
    ['guards', 'none'],
    ['controller', true],
    ['server', { port: 0 }],
  ])('does not set the option %s', (name, value) => {
    const expected = resolve({});
    const prototype = Object.prototype as Record<string, unknown>;
    prototype[name] = value;
    try {
      expect(resolve({})).toEqual(expected);
    } finally {
      delete prototype[name];
    }
  });
});

test('resolves what a factory returns', () => {
  const checked = checkForRootAsync({ path: '/vars', useFactory: () => ({}) });
  expect(checked.extras.path).toBe('/vars');
  expect(resolveFactoryOptions({ deadline: 60 }, checked).deadline).toBe(60);
});

test.each<[object, string]>([
  [{ prefix: '9x' }, 'prometheus.prefix: it must be the beginning of a name'],
  [{ labels: { le: 'x' } }, 'prometheus.labels: it must be an object such as'],
  [{ labels: { __a: 'x' } }, 'prometheus.labels: it must be an object such as'],
  [{ labels: { a: 1 } }, 'prometheus.labels: it must be an object such as'],
  [{ labels: 'a' }, 'prometheus.labels: it must be an object such as'],
  [{ memstats: 1 }, 'prometheus.memstats: it must be true or false, not 1'],
  [
    { maxSeries: 0 },
    'prometheus.maxSeries: it must be a whole number from 1 to 10000000, not 0',
  ],
  [
    { created: true },
    'prometheus: it has no member "created"; did you mean "createdTimestamps"?',
  ],
])('refuses the Prometheus settings %j', (prometheus, message) => {
  expect(() => resolve({ prometheus })).toThrow(message);
});

test('resolves to nothing with prometheus: false', () => {
  expect(resolve({ prometheus: false }).prometheus).toBeUndefined();
});
