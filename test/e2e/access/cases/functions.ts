import type { IncomingMessage } from 'node:http';
import {
  type Case,
  each,
  forHost,
  from,
  local,
  type Setting,
} from '../case.js';

type Decide = (request: IncomingMessage) => boolean | Promise<boolean>;

function decidedBy(access: (request: IncomingMessage) => unknown): Setting {
  return { options: { access: access as Decide } };
}

const TRUE: [name: string, access: Decide][] = [
  ['true', () => true],
  ['a promise of true', async () => true],
];

const NOT_TRUE: [name: string, access: () => unknown][] = [
  ['false', () => false],
  ['a promise of false', async () => false],
  ['undefined', () => undefined],
  ['a promise of undefined', async () => undefined],
  ['null', () => null],
  ['1', () => 1],
  ['"true"', () => 'true'],
  ['a promise of "yes"', async () => 'yes'],
  ['{}', () => ({})],
  // oxlint-disable-next-line no-new-wrappers
  ['new Boolean(true)', () => new Boolean(true)],
  ['a function', () => () => true],
  [
    'an error that is thrown',
    () => {
      throw new Error('canary');
    },
  ],
  [
    'undefined that is thrown',
    () => {
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
      throw undefined;
    },
  ],
  ['a rejection', () => Promise.reject(new Error('canary'))],
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors
  ['a rejection with true', () => Promise.reject(true)],
];

/** Sees the request itself, whatever the adapter makes of it. */
const byRequest = decidedBy(
  ({ headers, socket, method }) =>
    headers['x-pass'] === 'yes' &&
    socket.remoteAddress === '10.0.0.1' &&
    method === 'GET',
);

export const functionCases: readonly Case[] = [
  ...TRUE.flatMap(([name, access]) => [
    {
      name: `a function that gives ${name}`,
      setting: decidedBy(access),
      asking: local(),
      expected: 'served' as const,
    },
    {
      name: `a function that gives ${name}, from elsewhere, through a proxy`,
      setting: decidedBy(access),
      asking: from('8.8.8.8', forHost('vars.example', 'X-Forwarded-For: ::1')),
      expected: 'served' as const,
    },
  ]),
  ...NOT_TRUE.map(([name, access]) => ({
    name: `a function that gives ${name}`,
    setting: decidedBy(access),
    asking: local(),
    expected: 403 as const,
  })),
  {
    name: 'a function that gives true, POST',
    setting: decidedBy(() => true),
    asking: { ...local(), method: 'POST' },
    expected: 405,
  },
  {
    name: 'a function that gives false, POST',
    setting: decidedBy(() => false),
    asking: { ...local(), method: 'POST' },
    expected: 403,
  },
  ...each(['X-Pass: yes'], byRequest, 'served', (line) => ({
    name: 'a function of the request, which passes',
    asking: from('10.0.0.1', local(line)),
  })),
  ...each(
    [
      from('10.0.0.1', local('X-Pass: no')),
      from('10.0.0.2', local('X-Pass: yes')),
      { ...from('10.0.0.1', local('X-Pass: yes')), method: 'HEAD' },
    ],
    byRequest,
    403,
    (asking) => ({
      name: `a function of the request, which does not: ${asking.method ?? asking.peer?.address} ${asking.headers[1]}`,
      asking,
    }),
  ),
];
