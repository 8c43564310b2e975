import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
  type Setting,
} from '../case.js';
import { withNetworks } from '../settings.js';

const allOfIPv4: Setting = { options: { access: { allow: ['0.0.0.0/0'] } } };
const aSubnet: Setting = {
  options: { access: { allow: ['10.1.2.128/25', '2001:db8:0:8000::/49'] } },
};

const linkLocal: Setting = {
  options: { access: { allow: ['fe80::/10'] } },
};

const forAddress = requestForHost('10.0.0.5:3000');

const WITHIN = [
  '10.0.0.0',
  '10.1.2.3',
  '10.255.255.255',
  '::ffff:10.1.2.3',
  '::ffff:a01:203',
  '192.168.1.7',
  '::ffff:192.168.1.7',
  'fd00::1',
  'fdff:ffff::1',
  '2001:db8::7',
  '2001:db8:0:0:0:0:0:7',
  '127.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
];

const WITHOUT = [
  '9.255.255.255',
  '11.0.0.0',
  '192.168.1.6',
  '192.168.1.8',
  '192.168.1.77',
  '::ffff:11.0.0.1',
  '::10.1.2.3',
  '64:ff9b::10.1.2.3',
  'fc00::1',
  'fe00::1',
  'fe80::1%eth0',
  '2001:db8::8',
  '2001:db8::70',
  '127.0.0.6',
  '::ffff:127.0.0.6',
  '10.1.2',
  '10.1.2.3.4',
  '10.1.2.3 ',
  '10.1.2.3/8',
  '10.0.0.0/8',
  'garbage',
  '',
  undefined,
];

export const networkCases: readonly Case[] = [
  ...casesFor(WITHIN, withNetworks, 'served', (peer) => ({
    name: `networks, a connection from ${peer}`,
    request: requestFrom(peer, forAddress),
  })),
  ...casesFor(WITHOUT, withNetworks, 403, (peer) => ({
    name: `networks, a connection from ${JSON.stringify(peer)}`,
    request: requestFrom(peer, forAddress),
  })),
  ...casesFor(
    ['10.1.2.128', '10.1.2.255', '2001:db8:0:8000::1'],
    aSubnet,
    'served',
    (peer) => ({
      name: `a subnet, a connection from ${peer}`,
      request: requestFrom(peer, forAddress),
    }),
  ),
  ...casesFor(
    ['10.1.2.127', '10.1.3.128', '2001:db8:0:7fff::1', '2001:db8:1::1'],
    aSubnet,
    403,
    (peer) => ({
      name: `a subnet, a connection from ${peer}`,
      request: requestFrom(peer, forAddress),
    }),
  ),
  ...casesFor(
    ['8.8.8.8', '::ffff:8.8.8.8', '127.0.0.6'],
    allOfIPv4,
    'served',
    (peer) => ({
      name: `all of IPv4, a connection from ${peer}`,
      request: requestFrom(peer, forAddress),
    }),
  ),
  ...casesFor(
    ['2001:db8::1', 'fe80::1', '::2', '', undefined],
    allOfIPv4,
    403,
    (peer) => ({
      name: `all of IPv4, a connection from ${JSON.stringify(peer)}`,
      request: requestFrom(peer, forAddress),
    }),
  ),
  ...casesFor(
    ['fe80::1', 'fe80::1%eth0', 'febf::1%2'],
    linkLocal,
    'served',
    (peer) => ({
      name: `link-local, a connection from ${peer}`,
      request: requestFrom(peer, forAddress),
    }),
  ),
  ...casesFor(['fec0::1%eth0', '::2%lo', '%eth0'], linkLocal, 403, (peer) => ({
    name: `link-local, a connection from ${peer}`,
    request: requestFrom(peer, forAddress),
  })),
  {
    name: 'networks, HEAD',
    setting: withNetworks,
    request: { ...requestFrom('10.1.2.3', forAddress), method: 'HEAD' },
    expected: 'served',
  },
  {
    name: 'networks, POST from within',
    setting: withNetworks,
    request: { ...requestFrom('10.1.2.3', forAddress), method: 'POST' },
    expected: 405,
  },
  {
    name: 'networks, POST from without',
    setting: withNetworks,
    request: { ...requestFrom('11.1.2.3', forAddress), method: 'POST' },
    expected: 403,
  },
  {
    name: 'networks, a token that nobody asks for',
    setting: withNetworks,
    request: requestFrom('11.1.2.3', localRequest('Authorization: Bearer x')),
    expected: 403,
  },
];
