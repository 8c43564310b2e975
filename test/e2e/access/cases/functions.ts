import type { IncomingMessage } from 'node:http';
import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
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

/** Checks that the function gets the raw request on every adapter. */
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
      request: localRequest(),
      expected: 'served' as const,
    },
    {
      name: `a function that gives ${name}, from elsewhere, through a proxy`,
      setting: decidedBy(access),
      request: requestFrom(
        '8.8.8.8',
        requestForHost('vars.example', 'X-Forwarded-For: ::1'),
      ),
      expected: 'served' as const,
    },
  ]),
  ...NOT_TRUE.map(([name, access]) => ({
    name: `a function that gives ${name}`,
    setting: decidedBy(access),
    request: localRequest(),
    expected: 403 as const,
  })),
  {
    name: 'a function that gives true, POST',
    setting: decidedBy(() => true),
    request: { ...localRequest(), method: 'POST' },
    expected: 405,
  },
  {
    name: 'a function that gives false, POST',
    setting: decidedBy(() => false),
    request: { ...localRequest(), method: 'POST' },
    expected: 403,
  },
  ...casesFor(['X-Pass: yes'], byRequest, 'served', (line) => ({
    name: 'a function of the request, which passes',
    request: requestFrom('10.0.0.1', localRequest(line)),
  })),
  ...casesFor(
    [
      requestFrom('10.0.0.1', localRequest('X-Pass: no')),
      requestFrom('10.0.0.2', localRequest('X-Pass: yes')),
      {
        ...requestFrom('10.0.0.1', localRequest('X-Pass: yes')),
        method: 'HEAD',
      },
    ],
    byRequest,
    403,
    (request) => ({
      name: `a function of the request, which does not: ${request.method ?? request.peer?.address} ${request.headers[1]}`,
      request,
    }),
  ),
];
