import {
  type TestRequest,
  type Case,
  casesFor,
  requestFrom,
  localRequest,
  type Setting,
} from '../case.js';
import {
  byDefault,
  TOKEN,
  unchecked,
  withNetworks,
  withToken,
} from '../settings.js';

const withHosts: Setting = { options: { allowedHosts: ['vars.example'] } };

function http10(...headers: readonly string[]): TestRequest {
  return { version: '1.0', headers };
}

function http2(...headers: readonly string[]): TestRequest {
  return { over: 'h2', headers };
}

function unix(request: TestRequest): TestRequest {
  return { ...request, over: 'unix socket' };
}

function inject(request: TestRequest): TestRequest {
  return { ...request, over: 'inject' };
}

const HTTP10: Case[] = [
  ...casesFor(
    [['Host: localhost'], ['Host: 127.0.0.1:3000'], ['Host: evil.example'], []],
    byDefault,
    403,
    (headers) => ({
      name: `HTTP/1.0, ${headers[0] ?? 'no Host'}`,
      request: http10(...headers),
    }),
  ),
  {
    name: 'HTTP/1.0 from within a network',
    setting: withNetworks,
    request: requestFrom('10.1.2.3', http10('Host: 10.0.0.5')),
    expected: 403,
  },
  {
    name: 'HTTP/1.0 where networks are allowed, from this machine',
    setting: withNetworks,
    request: http10('Host: localhost'),
    expected: 403,
  },
  ...unchecked.flatMap(({ policy, setting, pass }) =>
    casesFor([['Host: localhost'], []], setting, 'served', (headers) => ({
      name: `${policy}, HTTP/1.0, ${headers[0] ?? 'no Host'}`,
      request: http10(...headers, ...pass),
    })),
  ),
  {
    name: 'no token: HTTP/1.0',
    setting: withToken,
    request: http10('Host: localhost'),
    expected: 401,
  },
];

const HTTP2: Case[] = [
  ...casesFor(
    ['localhost', 'localhost:3000', 'a.localhost', '127.0.0.1:3000', '[::1]'],
    byDefault,
    'served',
    (host) => ({
      name: `HTTP/2, :authority: ${host}`,
      request: http2(`:authority: ${host}`),
    }),
  ),
  ...casesFor(
    [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '10.0.0.1',
      '0.0.0.0',
      'localhost:',
    ],
    byDefault,
    403,
    (host) => ({
      name: `HTTP/2, :authority: ${host}`,
      request: http2(`:authority: ${host}`),
    }),
  ),
  ...casesFor(
    [
      ['host: localhost:3000'],
      [':authority: localhost:3000', 'host: localhost:3000'],
      [':authority: localhost', 'sec-fetch-site: same-origin'],
      [':authority: localhost:3000', 'origin: http://localhost:3000'],
      [':authority: localhost', 'origin: https://localhost'],
    ],
    byDefault,
    'served',
    (headers) => ({
      name: `HTTP/2, ${headers.join(', ')}`,
      request: http2(...headers),
    }),
  ),
  ...casesFor(
    [
      ['host: evil.example'],
      [':authority: localhost', 'host: evil.example'],
      [':authority: evil.example', 'host: localhost'],
      [':authority: localhost', 'host: localhost:3000'],
      [':authority: localhost', 'x-forwarded-for: 127.0.0.1'],
      [':authority: localhost', 'via:'],
      [':authority: localhost', 'origin: http://evil.example'],
      [':authority: localhost:3000', 'origin: http://localhost'],
      [':authority: localhost', 'sec-fetch-site: cross-site'],
    ],
    byDefault,
    403,
    (headers) => ({
      name: `HTTP/2, ${headers.join(', ')}`,
      request: http2(...headers),
    }),
  ),
  ...casesFor(
    ['127.0.0.1', '::1', '::ffff:7f00:1'],
    byDefault,
    'served',
    (peer) => ({
      name: `HTTP/2 from ${peer}`,
      request: requestFrom(peer, http2(':authority: localhost')),
    }),
  ),
  ...casesFor(
    ['10.0.0.1', '127.0.0.6', '::ffff:10.0.0.1', '', undefined],
    byDefault,
    403,
    (peer) => ({
      name: `HTTP/2 from ${JSON.stringify(peer)}`,
      request: requestFrom(peer, http2(':authority: localhost')),
    }),
  ),
  {
    name: 'HTTP/2, HEAD',
    setting: byDefault,
    request: { ...http2(':authority: localhost'), method: 'HEAD' },
    expected: 'served',
  },
  {
    name: 'HTTP/2, POST',
    setting: byDefault,
    request: { ...http2(':authority: localhost'), method: 'POST' },
    expected: 405,
  },
  {
    name: 'HTTP/2, POST from elsewhere',
    setting: byDefault,
    request: {
      ...requestFrom('10.0.0.1', http2(':authority: localhost')),
      method: 'POST',
    },
    expected: 403,
  },
  {
    name: 'HTTP/2, one of the allowedHosts',
    setting: withHosts,
    request: http2(':authority: vars.example'),
    expected: 'served',
  },
  {
    name: 'HTTP/2, one of the allowedHosts that :authority does not say',
    setting: withHosts,
    request: http2(':authority: evil.example', 'host: vars.example'),
    expected: 403,
  },
  ...casesFor(
    ['10.0.0.5:3000', '[fd00::1]'],
    withNetworks,
    'served',
    (host) => ({
      name: `HTTP/2 from within a network, :authority: ${host}`,
      request: requestFrom('10.1.2.3', http2(`:authority: ${host}`)),
    }),
  ),
  ...casesFor(['evil.example', '10.0.0.256'], withNetworks, 403, (host) => ({
    name: `HTTP/2 from within a network, :authority: ${host}`,
    request: requestFrom('10.1.2.3', http2(`:authority: ${host}`)),
  })),
  ...unchecked.flatMap(({ policy, setting, pass }): Case[] => [
    {
      name: `${policy}, HTTP/2 for any :authority`,
      setting,
      request: requestFrom(
        '8.8.8.8',
        http2(':authority: vars.example', ...pass),
      ),
      expected: 'served',
    },
    {
      name: `${policy}, HTTP/2, an origin that is not :authority`,
      setting,
      request: http2(
        ':authority: vars.example',
        'origin: http://evil.example',
        ...pass,
      ),
      expected: 403,
    },
  ]),
  ...casesFor(
    [[], ['authorization: Bearer wrong'], [`cookie: token=${TOKEN}`]],
    withToken,
    401,
    (headers) => ({
      name: `no token: HTTP/2, ${headers[0] ?? 'nothing'}`,
      request: http2(':authority: localhost', ...headers),
    }),
  ),
];

// A unix socket has no peer address and may belong to a proxy.
const UNIX: Case[] = [
  {
    name: 'a unix socket',
    setting: byDefault,
    request: unix(localRequest()),
    expected: 403,
  },
  {
    name: 'a unix socket where networks are allowed',
    setting: withNetworks,
    request: unix(localRequest()),
    expected: 403,
  },
  ...unchecked.map(({ policy, setting, pass }): Case => ({
    name: `${policy}, a unix socket`,
    setting,
    request: unix(localRequest(...pass)),
    expected: 'served',
  })),
  {
    name: 'no token: a unix socket',
    setting: withToken,
    request: unix(localRequest()),
    expected: 401,
  },
];

const INJECT: Case[] = [
  {
    name: 'inject',
    setting: byDefault,
    request: inject(localRequest()),
    expected: 'served',
  },
  {
    name: 'inject without a Host of its own',
    setting: byDefault,
    request: inject({ headers: [] }),
    expected: 'served',
  },
  ...casesFor(
    [
      requestFrom('10.0.0.1', localRequest()),
      localRequest('X-Forwarded-For: 127.0.0.1'),
      localRequest('Origin: http://evil.example'),
      { headers: ['Host: evil.example'] },
    ],
    byDefault,
    403,
    (request) => ({
      name: `inject, ${request.peer?.address ?? request.headers.at(-1)}`,
      request: inject(request),
    }),
  ),
  ...unchecked.map(({ policy, setting, pass }): Case => ({
    name: `${policy}, inject`,
    setting,
    request: inject(requestFrom('10.0.0.1', localRequest(...pass))),
    expected: 'served',
  })),
  {
    name: 'no token: inject',
    setting: withToken,
    request: inject(localRequest()),
    expected: 401,
  },
];

export const transportCases: readonly Case[] = [
  ...HTTP10,
  ...HTTP2,
  ...UNIX,
  ...INJECT,
];
