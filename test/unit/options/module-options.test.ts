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
