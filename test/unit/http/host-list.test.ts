import { expect, test } from 'vitest';
import { isThisMachine } from '../../../src/http/access/host-list.js';

test.each([
  '',
  '0.0.0.0:3000',
  '127.0.1.1',
  '127.1',
  'localhost.',
  'LOCALHOST.:3000',
  'localhost.localdomain',
  'ip6-localhost',
  '[::]:80',
  '[::ffff:127.0.0.1]',
  '[0:0:0:0:0:0:0:1]',
])('the Host %j does not indicate a proxy', (host) => {
  expect(isThisMachine(host)).toBe(true);
});

test.each([
  'shop.example',
  '10.0.0.5:3000',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '[2001:db8::1]',
  'a b',
])('the Host %j indicates a proxy', (host) => {
  expect(isThisMachine(host)).toBe(false);
});
