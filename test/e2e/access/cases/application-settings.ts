import {
  type Case,
  each,
  forHost,
  from,
  local,
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

const own = 'Origin: http://localhost:3000';
const foreign = 'Origin: http://evil.example';
const bearer = `Authorization: Bearer ${TOKEN}`;

/** No answer has the permission of the application, which judge.ts checks. */
const CORS: Case[] = [
  ...underCors('CORS for all', corsForAll),
  ...underCors('CORS with credentials', corsForEach),
  {
    name: 'CORS and public, an Origin that is the Host',
    setting: corsAndPublic,
    asking: forHost('vars.example', 'Origin: https://vars.example'),
    expected: 'served',
  },
  {
    name: 'CORS and public, another Origin',
    setting: corsAndPublic,
    asking: forHost('vars.example', foreign),
    expected: 403,
  },
  {
    name: 'CORS and a token',
    setting: corsAndToken,
    asking: local(own, bearer),
    expected: 'served',
  },
  {
    name: 'CORS and a token, another Origin',
    setting: corsAndToken,
    asking: local(foreign, bearer),
    expected: 403,
  },
  {
    name: 'CORS and no token',
    setting: corsAndToken,
    asking: local(own),
    expected: 401,
  },
  {
    name: 'HTTP/2, CORS with credentials',
    setting: corsForEach,
    asking: {
      over: 'h2',
      headers: [':authority: localhost:3000', 'origin: http://localhost:3000'],
    },
    expected: 'served',
  },
  {
    name: 'HTTP/2, CORS with credentials, another origin',
    setting: corsForEach,
    asking: {
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
    asking: local(),
    expected: 'served',
  },
  ...each(
    [
      ['127.0.0.1', local('X-Forwarded-For: 127.0.0.1')],
      ['127.0.0.1', local('X-Forwarded-For: 1.2.3.4')],
      ['127.0.0.1', local('X-Forwarded-Host: localhost')],
      ['127.0.0.1', forHost('evil.example')],
      ['127.0.0.1', forHost('evil.example', 'X-Forwarded-Host: localhost')],
      ['10.0.0.1', local()],
      ['10.0.0.1', local('X-Forwarded-For: 127.0.0.1')],
      [
        '10.0.0.1',
        local('X-Forwarded-For: ::1', 'X-Forwarded-Host: localhost'),
      ],
      ['10.0.0.1', local('X-Real-IP: 127.0.0.1')],
      ['10.0.0.1', local('Forwarded: for=127.0.0.1;host=localhost')],
    ] as const,
    trusting,
    403,
    ([peer, asking]) => ({
      name: `trusted proxies, from ${peer}, ${asking.headers.join(', ')}`,
      asking: from(peer, asking),
    }),
  ),
  {
    name: 'trusted proxies, from within a network',
    setting: trustingNetworks,
    asking: from('10.0.0.1', forHost('10.0.0.5')),
    expected: 'served',
  },
  ...each(
    ['10.0.0.1', '8.8.8.8', '127.0.0.1'],
    trustingNetworks,
    403,
    (peer) => ({
      name: `trusted proxies, from ${peer}, forwarded for a network`,
      asking: from(peer, forHost('10.0.0.5', 'X-Forwarded-For: 10.0.0.2')),
    }),
  ),
  {
    name: 'trusted proxies and CORS, an Origin that is the forwarded Host',
    setting: corsAndTrust,
    asking: local('X-Forwarded-Host: evil.example', foreign),
    expected: 403,
  },
];

export const applicationSettingCases: readonly Case[] = [...CORS, ...TRUST];

function underCors(cors: string, setting: Setting): Case[] {
  return [
    ...each([[], [own]], setting, 'served', (lines) => ({
      name: `${cors}, ${lines[0] ?? 'no Origin'}`,
      asking: local(...lines),
    })),
    ...each(
      [[foreign], ['Origin: null'], ['Sec-Fetch-Site: cross-site', own]],
      setting,
      403,
      (lines) => ({
        name: `${cors}, ${lines.join(', ')}`,
        asking: local(...lines),
      }),
    ),
    {
      name: `${cors}, from elsewhere`,
      setting,
      asking: from('10.0.0.1', local(own)),
      expected: 403,
    },
    {
      name: `${cors}, a name that is not there`,
      setting,
      asking: { ...local(own), query: '?name=nothing' },
      expected: 404,
    },
    {
      name: `${cors}, POST`,
      setting,
      asking: { ...local(own), method: 'POST' },
      expected: 405,
    },
  ];
}
