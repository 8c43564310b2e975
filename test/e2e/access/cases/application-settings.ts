import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
  type Setting,
} from '../case.js';
import { TOKEN } from '../settings.js';

const generous: NonNullable<Setting['cors']> = {
  origin: true,
  credentials: true,
  exposedHeaders: ['Content-Length'],
};

const corsForAll: Setting = { options: {}, cors: {} };
const corsForEach: Setting = { options: {}, cors: generous };
const corsAndPublic: Setting = {
  options: { access: 'public' },
  cors: generous,
};
const corsAndToken: Setting = {
  options: { access: { token: TOKEN } },
  cors: generous,
};
const corsAndTrust: Setting = {
  options: {},
  cors: generous,
  trustsProxies: true,
};
const trusting: Setting = { options: {}, trustsProxies: true };
const trustingNetworks: Setting = {
  options: { access: { allow: ['10.0.0.0/8'] } },
  trustsProxies: true,
};

const sameOrigin = 'Origin: http://localhost:3000';
const foreign = 'Origin: http://evil.example';
const bearer = `Authorization: Bearer ${TOKEN}`;

/** No response has the CORS permission of the application. */
const CORS: Case[] = [
  ...underCors('CORS for all', corsForAll),
  ...underCors('CORS with credentials', corsForEach),
  {
    name: 'CORS and public, an Origin that is the Host',
    setting: corsAndPublic,
    request: requestForHost('vars.example', 'Origin: https://vars.example'),
    expected: 'served',
  },
  {
    name: 'CORS and public, another Origin',
    setting: corsAndPublic,
    request: requestForHost('vars.example', foreign),
    expected: 403,
  },
  {
    name: 'CORS and a token',
    setting: corsAndToken,
    request: localRequest(sameOrigin, bearer),
    expected: 'served',
  },
  {
    name: 'CORS and a token, another Origin',
    setting: corsAndToken,
    request: localRequest(foreign, bearer),
    expected: 403,
  },
  {
    name: 'CORS and no token',
    setting: corsAndToken,
    request: localRequest(sameOrigin),
    expected: 401,
  },
  {
    name: 'HTTP/2, CORS with credentials',
    setting: corsForEach,
    request: {
      over: 'h2',
      headers: [':authority: localhost:3000', 'origin: http://localhost:3000'],
    },
    expected: 'served',
  },
  {
    name: 'HTTP/2, CORS with credentials, another origin',
    setting: corsForEach,
    request: {
      over: 'h2',
      headers: [':authority: localhost:3000', 'origin: http://evil.example'],
    },
    expected: 403,
  },
];

const TRUST: Case[] = [
  {
    name: 'trusted proxies, this machine',
    setting: trusting,
    request: localRequest(),
    expected: 'served',
  },
  ...casesFor(
    [
      ['127.0.0.1', localRequest('X-Forwarded-For: 127.0.0.1')],
      ['127.0.0.1', localRequest('X-Forwarded-For: 1.2.3.4')],
      ['127.0.0.1', localRequest('X-Forwarded-Host: localhost')],
      ['127.0.0.1', requestForHost('evil.example')],
      [
        '127.0.0.1',
        requestForHost('evil.example', 'X-Forwarded-Host: localhost'),
      ],
      ['10.0.0.1', localRequest()],
      ['10.0.0.1', localRequest('X-Forwarded-For: 127.0.0.1')],
      [
        '10.0.0.1',
        localRequest('X-Forwarded-For: ::1', 'X-Forwarded-Host: localhost'),
      ],
      ['10.0.0.1', localRequest('X-Real-IP: 127.0.0.1')],
      ['10.0.0.1', localRequest('Forwarded: for=127.0.0.1;host=localhost')],
    ] as const,
    trusting,
    403,
    ([peer, request]) => ({
      name: `trusted proxies, from ${peer}, ${request.headers.join(', ')}`,
      request: requestFrom(peer, request),
    }),
  ),
  {
    name: 'trusted proxies, from within a network',
    setting: trustingNetworks,
    request: requestFrom('10.0.0.1', requestForHost('10.0.0.5')),
    expected: 'served',
  },
  ...casesFor(
    ['10.0.0.1', '8.8.8.8', '127.0.0.1'],
    trustingNetworks,
    403,
    (peer) => ({
      name: `trusted proxies, from ${peer}, forwarded for a network`,
      request: requestFrom(
        peer,
        requestForHost('10.0.0.5', 'X-Forwarded-For: 10.0.0.2'),
      ),
    }),
  ),
  {
    name: 'trusted proxies and CORS, an Origin that is the forwarded Host',
    setting: corsAndTrust,
    request: localRequest('X-Forwarded-Host: evil.example', foreign),
    expected: 403,
  },
];

export const applicationSettingCases: readonly Case[] = [...CORS, ...TRUST];

function underCors(cors: string, setting: Setting): Case[] {
  return [
    ...casesFor([[], [sameOrigin]], setting, 'served', (lines) => ({
      name: `${cors}, ${lines[0] ?? 'no Origin'}`,
      request: localRequest(...lines),
    })),
    ...casesFor(
      [[foreign], ['Origin: null'], ['Sec-Fetch-Site: cross-site', sameOrigin]],
      setting,
      403,
      (lines) => ({
        name: `${cors}, ${lines.join(', ')}`,
        request: localRequest(...lines),
      }),
    ),
    {
      name: `${cors}, from elsewhere`,
      setting,
      request: requestFrom('10.0.0.1', localRequest(sameOrigin)),
      expected: 403,
    },
    {
      name: `${cors}, a name that is not there`,
      setting,
      request: { ...localRequest(sameOrigin), query: '?name=nothing' },
      expected: 404,
    },
    {
      name: `${cors}, POST`,
      setting,
      request: { ...localRequest(sameOrigin), method: 'POST' },
      expected: 405,
    },
  ];
}
