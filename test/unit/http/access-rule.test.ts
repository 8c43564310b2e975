import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { refusal } from '../../../src/http/access-rule.js';

function request(
  remoteAddress: string | undefined,
  headers: Record<string, string | undefined> = {},
): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: { host: 'localhost:3000', ...headers },
  } as unknown as IncomingMessage;
}

describe('the connection', () => {
  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('%s reads', (peer) => {
    expect(refusal('loopback', request(peer))).toBeUndefined();
  });

  test.each([
    undefined,
    '',
    'localhost',
    '127.0.0.6',
    '127.8.8.8',
    '10.0.0.1',
    '192.168.1.2',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    '::2',
    ' 127.0.0.1',
    '127.0.0.1.evil',
  ])('%s does not', (peer) => {
    expect(refusal('loopback', request(peer))).toMatch(/not from 127\.0\.0\.1/);
    expect(refusal('public', request(peer))).toBeUndefined();
  });
});

describe('a forwarding header refuses, whatever it says', () => {
  test.each([
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-anything',
    'x-real-ip',
    'x-client-ip',
    'x-envoy-external-address',
    'cf-connecting-ip',
    'cf-ray',
    'true-client-ip',
    'x-original-forwarded-for',
  ])('%s', (header) => {
    for (const value of ['127.0.0.1', '']) {
      const forwarded = request('127.0.0.1', { [header]: value });
      expect(refusal('loopback', forwarded)).toMatch(/proxy/);
      expect(refusal('public', forwarded)).toBeUndefined();
    }
  });

  test.each(['x-request-id', 'traceparent', 'authorization', 'user-agent'])(
    '%s does not',
    (header) => {
      const plain = request('127.0.0.1', { [header]: 'x' });
      expect(refusal('loopback', plain)).toBeUndefined();
    },
  );
});

describe('the Host', () => {
  test.each([
    'localhost',
    'LOCALHOST:3000',
    'a.localhost',
    'a.b-c.localhost:80',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]',
    '[::1]:3000',
  ])('%s is this machine', (host) => {
    expect(refusal('loopback', request('::1', { host }))).toBeUndefined();
  });

  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evillocalhost',
    '.localhost',
    'user@localhost',
    'localhost:3000@evil.example',
    'localhost, evil.example',
    'localhost evil.example',
    'localhost:',
    'localhost:123456',
    'localhost/',
    '127.1',
    '0.0.0.0',
    '2130706433',
    '0x7f.0.0.1',
    '::1',
    '[::1',
    '[::ffff:127.0.0.1]',
    '192.168.1.2',
    'localhost\n',
  ])('%j is not', (host) => {
    expect(refusal('loopback', request('::1', { host }))).toMatch(/Host/);
  });

  test('may stand in :authority', () => {
    const http2 = { host: undefined, ':authority': 'localhost:3000' };
    expect(refusal('loopback', request('::1', http2))).toBeUndefined();
    const foreign = { host: undefined, ':authority': 'evil.example' };
    expect(refusal('loopback', request('::1', foreign))).toMatch(/Host/);
  });
});
