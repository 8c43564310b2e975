import {
  type Case,
  casesFor,
  requestForHost,
  requestFrom,
  localRequest,
} from '../case.js';
import { byDefault, unchecked, withNetworks } from '../settings.js';

const FORWARDING = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'x-forwarded-for',
  'X-FORWARDED-FOR',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Server',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-By-Some-Proxy',
  'X-Forwarded',
  'Forwarded-For',
  'X-Real-IP',
  'X-Client-IP',
  'Client-IP',
  'X-Cluster-Client-IP',
  'X-Original-Forwarded-For',
  'X-Original-URL',
  'X-Original-Host',
  'X-Originating-IP',
  'X-Rewrite-URL',
  'X-Host',
  'X-Remote-IP',
  'X-Remote-Addr',
  'Remote-Addr',
  'X-ProxyUser-IP',
  'WL-Proxy-Client-IP',
  'X-Envoy-External-Address',
  'X-Envoy-Internal',
  'CF-Connecting-IP',
  'CF-Ray',
  'CF-Visitor',
  'True-Client-IP',
  'Fastly-Client-IP',
  'Fly-Client-IP',
  'X-AppEngine-User-IP',
  'X-Azure-ClientIP',
  'Proxy-Connection',
];

const OF_CLIENTS = [
  'User-Agent: curl/8.5.0',
  'Accept: */*',
  'Accept-Encoding: gzip, br',
  'Authorization: Bearer x',
  'Cookie: x=y',
  'Cache-Control: no-cache',
  'Connection: keep-alive',
  'Upgrade-Insecure-Requests: 1',
  'Referer: http://localhost:3000/',
  'X-Request-Id: 1',
  'X-Correlation-Id: 1',
  'X-B3-TraceId: 0af7651916cd43dd8448eb211c80319c',
  'Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'If-None-Match: *',
  'Range: bytes=0-3',
];

export const forwardingHeaderCases: readonly Case[] = [
  ...FORWARDING.flatMap((header) =>
    casesFor(['127.0.0.1', ''], byDefault, 403, (value) => ({
      name: `${header}: ${value || '(empty)'}`,
      request: localRequest(`${header}: ${value}`),
    })),
  ),
  ...casesFor(
    ['127.0.0.1', '::1', '::ffff:127.0.0.1'],
    byDefault,
    403,
    (peer) => ({
      name: `X-Forwarded-For that says localhost, over ${peer}`,
      request: requestFrom(peer, localRequest('X-Forwarded-For: localhost')),
    }),
  ),
  {
    name: 'X-Forwarded-For twice',
    setting: byDefault,
    request: localRequest('X-Forwarded-For: 127.0.0.1', 'X-Forwarded-For: ::1'),
    expected: 403,
  },
  {
    name: 'X-Forwarded-For that Connection declares to be hop-by-hop',
    setting: byDefault,
    request: localRequest(
      'X-Forwarded-For: 1.2.3.4',
      'Connection: X-Forwarded-For',
    ),
    expected: 403,
  },
  ...casesFor(OF_CLIENTS, byDefault, 'served', (line) => ({
    name: line,
    request: localRequest(line),
  })),
  // An ingress also has an address of the network.
  ...casesFor(FORWARDING.slice(0, 4), withNetworks, 403, (header) => ({
    name: `${header} from within a network`,
    request: requestFrom(
      '10.1.2.3',
      requestForHost('10.0.0.5:3000', `${header}: 8.8.8.8`),
    ),
  })),
  ...casesFor(
    ['X-Forwarded-For:', 'Via: 1.1 ingress'],
    withNetworks,
    403,
    (line) => ({
      name: `${line} from this machine, where networks are allowed`,
      request: localRequest(line),
    }),
  ),
  ...unchecked.flatMap(({ policy, setting, pass }) =>
    casesFor(
      ['X-Forwarded-For: 8.8.8.8', 'Via: 1.1 ingress'],
      setting,
      'served',
      (line) => ({
        name: `${policy}, ${line}`,
        request: localRequest(line, ...pass),
      }),
    ),
  ),
];
