import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AccessRule } from '../../../src/http/access/access-rule.js';
import { ClearTextWarning } from '../../../src/http/access/clear-text-warning.js';
import { forbidden } from '../../../src/http/access/denial.js';
import { DenialLog } from '../../../src/http/access/denial-log.js';
import { hostOf } from '../../../src/http/access/host.js';
import { HostList } from '../../../src/http/access/host-list.js';
import { isGone, isLoopback, peerOf } from '../../../src/http/access/peer.js';
import type { ResolvedAccess } from '../../../src/options/access.options.js';
import { captureWarnings } from '../../support/registries.js';

const LOOPBACK: ResolvedAccess = { type: 'addresses', networks: [] };
const TOKEN: ResolvedAccess = {
  type: 'token',
  token: 'a'.repeat(32),
  ignoresAllow: false,
};

function newRule(access: ResolvedAccess, closeOnUnmarkedProxy = false) {
  return new AccessRule({ access, allowedHosts: [], closeOnUnmarkedProxy });
}

/** A request of this machine. */
function requestFor(
  host: string,
  headers: Record<string, string> = {},
  socket: object = { remoteAddress: '127.0.0.1', destroyed: false },
): IncomingMessage {
  return {
    httpVersion: '1.1',
    headers,
    rawHeaders: ['Host', host, ...Object.entries(headers).flat()],
    socket,
  } as unknown as IncomingMessage;
}

test('a denied request is logged with its address and the detail, once for each reason', () => {
  const lines = captureWarnings();
  const log = new DenialLog();
  const request = requestFor('localhost');
  log.warn(request, forbidden('access denied it', 'Error: boom'));
  log.warn(request, forbidden('access denied it', 'Error: other'));
  log.warn(request, forbidden('its Host is another'));
  expect(lines).toEqual([
    'denied a request from 127.0.0.1: access denied it: Error: boom',
    'denied a request from 127.0.0.1: its Host is another',
  ]);
});

test('a denied request over a unix socket is logged without an address', () => {
  const lines = captureWarnings();
  const socket = { remoteAddress: undefined, destroyed: false };
  new DenialLog().warn(
    requestFor('localhost', {}, socket),
    forbidden('its Host is another'),
  );
  expect(lines).toEqual([
    'denied a request from a connection without an address: its Host is another',
  ]);
});

test('a denied request whose client has gone is not logged', () => {
  const lines = captureWarnings();
  const socket = { remoteAddress: '127.0.0.1', destroyed: true };
  new DenialLog().warn(requestFor('localhost', {}, socket), forbidden('late'));
  expect(lines).toEqual([]);
});

test('the first request through an unmarked proxy is logged, and later ones are not', () => {
  const lines = captureWarnings();
  const rule = newRule(LOOPBACK);
  void rule.check(requestFor('localhost'));
  expect(lines).toEqual([]);
  void rule.check(requestFor('shop.example'));
  void rule.check(requestFor('other.example'));
  expect(lines).toEqual([
    'a request for the Host "shop.example" came from this machine without the mark of a proxy, so a proxy here may forward requests from outside as if they came from this machine. Let the proxy add X-Forwarded-For and deny the document, set access: { token }, or set closeOnUnmarkedProxy: true. If "shop.example" is a name of this machine, add it to allowedHosts.',
  ]);
  expect(rule.isClosed).toBe(false);
  expect(rule.check(requestFor('localhost'))).toBeUndefined();
});

test('an unmarked proxy closes the access where closeOnUnmarkedProxy is set', () => {
  const lines = captureWarnings();
  const rule = newRule(LOOPBACK, true);
  expect(rule.isClosed).toBe(false);
  expect(rule.check(requestFor('localhost'))).toBeUndefined();
  void rule.check(requestFor('shop.example'));
  expect(rule.isClosed).toBe(true);
  expect(rule.check(requestFor('localhost'))).toEqual({
    status: 403,
    reason:
      'access is closed because of the unmarked proxy that was logged before',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(
    'Access is closed until the next start (closeOnUnmarkedProxy).',
  );
});

test.each([TOKEN, { type: 'public' }] satisfies ResolvedAccess[])(
  'access by $type does not look for unmarked proxies',
  (access) => {
    const lines = captureWarnings();
    void newRule(access).check(requestFor('shop.example'));
    expect(lines).toEqual([]);
  },
);

test('access by networks names them', () => {
  const { audience } = newRule({
    type: 'addresses',
    networks: [
      { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
      { address: 'fd00::', prefix: 8, family: 'ipv6' },
    ],
  });
  expect(audience).toBe('loopback and 10.0.0.0/8, fd00::/8');
});

test.each([
  [99, undefined],
  [100, 403],
])('a request with %d headers beside the Host gets %s', (count, status) => {
  const headers = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`a${i}`, '1']),
  );
  const denial = newRule(LOOPBACK).check(requestFor('localhost', headers));
  expect((denial as { status: number } | undefined)?.status).toBe(status);
});

test('a header that only contains the name of a mark is none', () => {
  const headers = { 'not-x-forwarded-for': '10.0.0.1' };
  const denial = newRule(LOOPBACK).check(requestFor('localhost', headers));
  expect(denial).toBeUndefined();
});

test('a request with an Origin and without a Host is denied', () => {
  const headers = { origin: 'http://localhost' };
  const request = Object.assign(requestFor('', headers), { rawHeaders: [] });
  expect(newRule(LOOPBACK).check(request)).toEqual(
    forbidden('a page of another site made it (Origin)'),
  );
});

test.each(['fe80::1%eth0', 'fe80::1%'])(
  'a link-local address with the zone of %s is not this machine',
  (remoteAddress) => {
    const socket = { remoteAddress, destroyed: false };
    expect(
      newRule(LOOPBACK).check(requestFor('localhost', {}, socket)),
    ).toEqual(expect.objectContaining({ status: 403 }));
  },
);

test('the Origin of an IPv6 address without its default port is the same', () => {
  const headers = { origin: 'http://[::1]' };
  const denial = newRule(LOOPBACK).check(requestFor('[::1]:80', headers));
  expect(denial).toBeUndefined();
});

/** A server that emits events, as it is before and after it listens. */
function fakeServer(address: unknown, more: object = {}) {
  const server = new EventEmitter();
  Object.assign(server, { listening: false, address: () => address, ...more });
  return server as unknown as Server;
}

const NETWORK = { address: '0.0.0.0', port: 80, family: 'IPv4' };
const CLEAR_TEXT =
  'the token of the option access travels unencrypted to 0.0.0.0; end TLS here or in a proxy on this machine, or listen on 127.0.0.1';

test('a token without TLS is logged as soon as the server listens', () => {
  const lines = captureWarnings();
  const server = fakeServer(NETWORK);
  new ClearTextWarning(newRule(TOKEN)).watch(server);
  expect(lines).toEqual([]);
  server.emit('listening');
  expect(lines).toEqual([CLEAR_TEXT]);
});

test('a token without TLS is logged for a server that listens already', () => {
  const lines = captureWarnings();
  const server = fakeServer(NETWORK, { listening: true });
  new ClearTextWarning(newRule(TOKEN)).watch(server);
  expect(lines).toEqual([CLEAR_TEXT]);
});

test.each<[string, ResolvedAccess, Server]>([
  ['without a token', LOOPBACK, fakeServer(NETWORK, { listening: true })],
  [
    'with TLS',
    TOKEN,
    fakeServer(NETWORK, { listening: true, setSecureContext() {} }),
  ],
  [
    'on loopback',
    TOKEN,
    fakeServer({ ...NETWORK, address: '::1' }, { listening: true }),
  ],
  ['on a unix socket', TOKEN, fakeServer('/run/app', { listening: true })],
  ['that has no address', TOKEN, fakeServer(null, { listening: true })],
])('a server %s has no such warning', (_what, access, server) => {
  const lines = captureWarnings();
  new ClearTextWarning(newRule(access)).watch(server);
  expect(lines).toEqual([]);
});

test('a request through an unmarked proxy elsewhere is none of this machine', () => {
  const lines = captureWarnings();
  const socket = { remoteAddress: '10.0.0.7', destroyed: false };
  void newRule(LOOPBACK).check(requestFor('shop.example', {}, socket));
  expect(lines).toEqual([]);
});

test('a name that ends like an address of this machine is another', () => {
  const lines = captureWarnings();
  void newRule(LOOPBACK).check(requestFor('shop127.0.0.1'));
  expect(lines).toHaveLength(1);
});

describe('the Host', () => {
  test.each<[readonly string[] | undefined, string | undefined]>([
    [undefined, undefined],
    [[], undefined],
    [['Host', 'a.example'], 'a.example'],
    [['HOST', 'a.example'], 'a.example'],
    [['Vary', 'x.example', 'Host', 'a.example'], 'a.example'],
    [['X-Forwarded-Host', 'x.example', 'Host', 'a.example'], 'a.example'],
    [['Host', 'a.example', 'Host', 'a.example'], undefined],
    [['Host', 'a.example', 'Host', 'b.example'], undefined],
    [[':method', 'GET', ':authority', 'a.example'], 'a.example'],
    [[':authority', 'a.example', 'host', 'a.example'], 'a.example'],
    [[':authority', 'a.example', 'host', 'b.example'], undefined],
    [[':authority', 'a.example', ':authority', 'a.example'], undefined],
  ])('of %j is %s', (rawHeaders, host) => {
    expect(
      hostOf(rawHeaders === undefined ? {} : { rawHeaders: [...rawHeaders] }),
    ).toBe(host);
  });

  test('may have 255 characters, and no more', () => {
    const name = 'a'.repeat(255);
    const longer = 'a'.repeat(256);
    expect(new HostList([name, longer]).has(name)).toBe(true);
    expect(new HostList([name, longer]).has(longer)).toBe(false);
  });
});

describe('the connection', () => {
  const ofSocket = (socket: object) => ({ socket }) as IncomingMessage;
  const throwing = ofSocket({
    get remoteAddress(): string {
      throw new Error('ERR_HTTP2_SOCKET_UNBOUND');
    },
  });

  test.each([
    ['open', { destroyed: false, remoteAddress: '10.0.0.1' }, false],
    ['closed', { destroyed: true, remoteAddress: '10.0.0.1' }, true],
    ['reset', { destroyed: false, localAddress: '10.0.0.2' }, true],
    ['a unix socket', { destroyed: false }, false],
  ])('that is %s: its client has gone or not', (_what, socket, hasGone) => {
    expect(isGone(ofSocket(socket))).toBe(hasGone);
  });

  test('of HTTP/2 whose client has gone has no address', () => {
    expect(peerOf(throwing)).toBeUndefined();
    expect(isGone(throwing)).toBe(true);
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'from %s is of this machine',
    (address) => {
      expect(isLoopback(address)).toBe(true);
    },
  );
});

test.each([
  [`Bearer ${'a'.repeat(32)}`, undefined],
  [`bearer   ${'a'.repeat(32)}`, undefined],
  [`Bearer ${'a'.repeat(32)} more`, 401],
  [`Bearer ${'a'.repeat(33)}`, 401],
  ['Bearer', 401],
])('the header Authorization: %s gets %s', (authorization, status) => {
  const rule = newRule(TOKEN);
  const denial = rule.check(requestFor('localhost', { authorization }));
  expect((denial as { status: number } | undefined)?.status).toBe(status);
});

describe('access by a function', () => {
  const decision = async (decide: () => unknown) => {
    const rule = newRule({ type: 'function', decide: decide as () => boolean });
    return rule.check(requestFor('localhost'));
  };

  test('is denied without a detail when it returns false', async () => {
    expect(await decision(() => true)).toBeUndefined();
    expect(await decision(() => false)).toEqual({
      status: 403,
      reason: 'the function access returned false',
    });
  });

  test.each([
    [() => 1, 'it returned a value of type number'],
    [() => Promise.reject(new Error('boom')), 'Error: boom'],
  ])('is denied with a detail after a failure: %s', async (decide, detail) => {
    expect(await decision(decide)).toEqual({
      status: 403,
      reason:
        'the function access failed; it must return or resolve to true or false',
      detail,
    });
  });

  test('is denied when the function takes longer than a second', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const denied = decision(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(1000);
    expect(await denied).toMatchObject({
      status: 403,
      detail: 'Error: no decision within 1000 ms',
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer behind', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    await decision(() => true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
