import { type Case, each, from, local } from '../case.js';
import { byDefault, unchecked } from '../settings.js';

const THIS_MACHINE = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'];

const OTHERS = [
  // A service mesh delivers from 127.0.0.6 what came from elsewhere.
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
  ...each(THIS_MACHINE, byDefault, 'served', (address) => ({
    name: `a connection from ${address}`,
    asking: from(address),
  })),
  ...each(OTHERS, byDefault, 403, (address) => ({
    name: `a connection from ${JSON.stringify(address)}`,
    asking: from(address),
  })),
  ...each(['HEAD', 'POST', 'DELETE', 'OPTIONS'], byDefault, 403, (method) => ({
    name: `${method} from 10.0.0.1`,
    asking: { ...from('10.0.0.1'), method },
  })),
  ...each(['?name=job', '?name=jobs', '?prefix='], byDefault, 403, (query) => ({
    name: `${query} from 10.0.0.1`,
    asking: { ...from('10.0.0.1'), query },
  })),
  ...each(
    [{ method: 'HEAD' }, { query: '?x=y' }],
    byDefault,
    'served',
    (more) => ({
      name: `${JSON.stringify(more)} from this machine`,
      asking: { ...local(), ...more },
    }),
  ),
  {
    name: 'POST from this machine',
    setting: byDefault,
    asking: { ...local(), method: 'POST' },
    expected: 405,
  },
  {
    name: 'a name that is not there, from this machine',
    setting: byDefault,
    asking: { ...local(), query: '?name=nothing' },
    expected: 404,
  },
  ...unchecked.flatMap(({ policy, setting, pass }) =>
    each(
      ['10.0.0.1', '8.8.8.8', '', undefined],
      setting,
      'served',
      (address) => ({
        name: `${policy}, a connection from ${JSON.stringify(address)}`,
        asking: from(address, local(...pass)),
      }),
    ),
  ),
];
