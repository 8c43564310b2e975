import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  type Setting,
} from '../case.js';
import { byDefault, isPublic, unchecked, withNetworks } from '../settings.js';

const withHosts: Setting = {
  options: { allowedHosts: ['vars.example', '.inside.example'] },
};
const networksWithHosts: Setting = {
  options: {
    access: { allow: ['10.0.0.0/8'] },
    allowedHosts: ['vars.example', '.inside.example'],
  },
};

const THIS_MACHINE = [
  'localhost',
  'localhost:1',
  'localhost:3000',
  'localhost:65535',
  'LOCALHOST',
  'LocalHost:3000',
  'a.localhost',
  'a.b-c.localhost:80',
  'A.LOCALHOST',
  '127.0.0.1',
  '127.0.0.1:1',
  '[::1]',
  '[::1]:3000',
];

const NOT_EVEN_AN_ADDRESS = [
  '',
  'evil.example',
  'evil.example:3000',
  // These combine an allowed name with another domain.
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1:80.evil.example',
  'evillocalhost',
  'evil-localhost',
  'evil.example.localhost.evil.example',
  'localhost1',
  '.localhost',
  '..localhost',
  'a..localhost',
  'localhost..',
  '-',
  '.',
  '*',
  // These have further parts of a URL.
  'user@localhost',
  'localhost@evil.example',
  'localhost:3000@evil.example',
  'evil.example@localhost',
  'evil.example#localhost',
  'evil.example/localhost',
  'evil.example?localhost',
  'evil.example\\localhost',
  'localhost/',
  'http://localhost',
  // These have two hosts.
  'localhost, evil.example',
  'evil.example, localhost',
  'localhost,localhost',
  'localhost evil.example',
  'evil.example localhost',
  'localhost\tevil.example',
  'localhost;evil.example',
  // These have wrong ports.
  'localhost:',
  'localhost:80:80',
  'localhost:x',
  'localhost:-1',
  'localhost:123456',
  ':3000',
  // These are other spellings of 127.0.0.1, or look like it.
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.0.0.01',
  '127.000.000.001',
  '127。0。0。1',
  // These have wrong brackets.
  '::1',
  '::1:3000',
  '[::1',
  '::1]',
  '[::1]3000',
  '[::1]:',
  '[::1].evil.example',
  '[localhost]',
  '[127.0.0.1]',
  '[]',
  `${'a.'.repeat(124)}localhost`, // 257 characters
  'a'.repeat(5000),
];

/** Addresses of other machines. */
const OTHER_ADDRESSES = [
  '10.0.0.1',
  '10.0.0.1:3000',
  '192.168.1.2',
  '127.0.0.2',
  '8.8.8.8:80',
  '[fd00::1]',
  '[fd00::1]:3000',
  '[2001:db8::1]',
  '[::ffff:10.0.0.1]:3000',
];

const NOWHERE = ['0.0.0.0', '0.0.0.0:3000', '[::]', '[::ffff:127.0.0.1]'];

const ALLOWED = [
  'vars.example',
  'vars.example:8080',
  'VARS.example',
  'inside.example',
  'a.inside.example',
  'a.b.inside.example:8080',
  'A.Inside.Example',
];

const NOT_ALLOWED = [
  'a.vars.example',
  'xvars.example',
  'vars.example.evil.example',
  'vars.example@evil.example',
  'xinside.example',
  'inside.example.evil.example',
  'inside.example:',
  '.inside.example',
  '..inside.example',
  'a..inside.example',
  '.a.inside.example',
  'user@a.inside.example',
  'evil.example/a.inside.example',
  'evil.example/.inside.example',
  'evil.example#.inside.example',
  'evil.example, a.inside.example',
  'evil.example .inside.example',
  'evil.example',
  'example',
];

export const hostCases: readonly Case[] = [
  ...casesFor(THIS_MACHINE, byDefault, 'served', (host) => ({
    name: `Host: ${host}`,
    request: requestForHost(host),
  })),
  ...casesFor(
    [...NOT_EVEN_AN_ADDRESS, ...OTHER_ADDRESSES, ...NOWHERE],
    byDefault,
    403,
    (host) => ({
      name: `Host: ${shown(host)}`,
      request: requestForHost(host),
    }),
  ),
  ...casesFor(
    [
      ['localhost', 'evil.example'],
      ['evil.example', 'localhost'],
      ['localhost', 'localhost'],
      ['localhost', ''],
    ],
    byDefault,
    403,
    ([first, second]) => ({
      name: `Host: ${first} and Host: ${second}`,
      request: { headers: [`Host: ${first}`, `Host: ${second}`] },
    }),
  ),
  {
    name: 'no Host',
    setting: byDefault,
    request: { headers: [] },
    expected: 400,
  },
  {
    name: 'public, no Host',
    setting: isPublic,
    request: { headers: [] },
    expected: 400,
  },
  {
    name: 'a Host with a control character',
    setting: byDefault,
    request: requestForHost('localhost\u0001'),
    expected: 400,
  },

  ...casesFor([...THIS_MACHINE, ...ALLOWED], withHosts, 'served', (host) => ({
    name: `allowedHosts, Host: ${host}`,
    request: requestForHost(host),
  })),
  ...casesFor([...NOT_ALLOWED, '10.0.0.1'], withHosts, 403, (host) => ({
    name: `allowedHosts, Host: ${host}`,
    request: requestForHost(host),
  })),
  {
    name: 'allowedHosts do not open the page to other machines',
    setting: withHosts,
    request: requestFrom('10.0.0.1', requestForHost('vars.example')),
    expected: 403,
  },

  ...casesFor(
    [...THIS_MACHINE, ...OTHER_ADDRESSES],
    withNetworks,
    'served',
    (host) => ({
      name: `from within a network, Host: ${host}`,
      request: requestFrom('10.1.2.3', requestForHost(host)),
    }),
  ),
  ...casesFor(NOT_EVEN_AN_ADDRESS, withNetworks, 403, (host) => ({
    name: `from within a network, Host: ${shown(host)}`,
    request: requestFrom('10.1.2.3', requestForHost(host)),
  })),
  ...casesFor(
    ['10.0.0.256', '10.0.0', '10.0.0.1.', '[fd00::g]', '[10.0.0.1]', 'fd00::1'],
    withNetworks,
    403,
    (host) => ({
      name: `from within a network, no address: Host: ${host}`,
      request: requestFrom('10.1.2.3', requestForHost(host)),
    }),
  ),
  ...casesFor(
    ['10.0.0.1', '[fd00::1]:3000'],
    withNetworks,
    'served',
    (host) => ({
      name: `from this machine, where networks are allowed, Host: ${host}`,
      request: requestForHost(host),
    }),
  ),
  {
    name: 'from within a network, two Hosts',
    setting: withNetworks,
    request: requestFrom('10.1.2.3', {
      headers: ['Host: 10.0.0.1', 'Host: 10.0.0.1'],
    }),
    expected: 403,
  },
  ...casesFor(ALLOWED, networksWithHosts, 'served', (host) => ({
    name: `from within a network, allowedHosts, Host: ${host}`,
    request: requestFrom('10.1.2.3', requestForHost(host)),
  })),
  ...casesFor(NOT_ALLOWED, networksWithHosts, 403, (host) => ({
    name: `from within a network, allowedHosts, Host: ${host}`,
    request: requestFrom('10.1.2.3', requestForHost(host)),
  })),

  ...unchecked.flatMap(({ policy, setting, pass }) =>
    casesFor(['evil.example', '', '0.0.0.0'], setting, 'served', (host) => ({
      name: `${policy}, Host: ${shown(host)}`,
      request: requestForHost(host, ...pass),
    })),
  ),
];

function shown(host: string): string {
  return host.length > 60
    ? `${host.length} characters`
    : host.replace('\t', '\\t') || '(empty)';
}
