import { type Case, casesFor, requestFrom, localRequest } from '../case.js';
import { byDefault, unchecked } from '../settings.js';

const THIS_MACHINE = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'];

const OTHERS = [
  // A service mesh delivers requests of other machines from 127.0.0.6.
  '127.0.0.6',
  '127.0.0.2',
  '127.0.0.0',
  '127.0.1.1',
  '127.8.8.8',
  '127.255.255.255',
  '127.0.0.10',
  '127.0.0.1.evil.example',
  '127.1',
  '0127.0.0.1',
  '2130706433',
  '0x7f000001',
  ' 127.0.0.1',
  '127.0.0.1 ',
  'localhost',
  '0.0.0.0',
  '8.8.8.8',
  '10.0.0.1',
  '172.17.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '::',
  '::2',
  '::11',
  '::1:1',
  '1::1',
  '[::1]',
  '::1%lo',
  '127.0.0.1%lo',
  '::ffff:127.0.0.1%lo',
  '2001:db8::1',
  'fd00::1',
  'fe80::1',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.6',
  '::ffff:127.0.0.10',
  '::ffff:7f00:2',
  '::ffff:7f00:11',
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '2002:7f00:1::1',
  '',
  undefined,
];

export const peerCases: readonly Case[] = [
  ...casesFor(THIS_MACHINE, byDefault, 'served', (address) => ({
    name: `a connection from ${address}`,
    request: requestFrom(address),
  })),
  ...casesFor(OTHERS, byDefault, 403, (address) => ({
    name: `a connection from ${JSON.stringify(address)}`,
    request: requestFrom(address),
  })),
  ...casesFor(
    ['HEAD', 'POST', 'DELETE', 'OPTIONS'],
    byDefault,
    403,
    (method) => ({
      name: `${method} from 10.0.0.1`,
      request: { ...requestFrom('10.0.0.1'), method },
    }),
  ),
  ...casesFor(
    ['?name=job', '?name=jobs', '?prefix='],
    byDefault,
    403,
    (query) => ({
      name: `${query} from 10.0.0.1`,
      request: { ...requestFrom('10.0.0.1'), query },
    }),
  ),
  ...casesFor(
    [{ method: 'HEAD' }, { query: '?x=y' }],
    byDefault,
    'served',
    (more) => ({
      name: `${JSON.stringify(more)} from this machine`,
      request: { ...localRequest(), ...more },
    }),
  ),
  {
    name: 'POST from this machine',
    setting: byDefault,
    request: { ...localRequest(), method: 'POST' },
    expected: 405,
  },
  {
    name: 'a name that is not there, from this machine',
    setting: byDefault,
    request: { ...localRequest(), query: '?name=nothing' },
    expected: 404,
  },
  ...unchecked.flatMap(({ policy, setting, pass }) =>
    casesFor(
      ['10.0.0.1', '8.8.8.8', '', undefined],
      setting,
      'served',
      (address) => ({
        name: `${policy}, a connection from ${JSON.stringify(address)}`,
        request: requestFrom(address, localRequest(...pass)),
      }),
    ),
  ),
];
