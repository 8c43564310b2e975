import { expect, test } from 'vitest';
import { Mounts } from '../../../src/http-metrics/mounts.js';

function mountsOf(...paths: unknown[]): Mounts {
  const mounts = new Mounts();
  paths.forEach((path) => mounts.add(path));
  return mounts;
}

test.each<[unknown, string, string]>([
  ['/graphql', '/graphql', '/graphql'],
  ['/graphql/', '/GraphQL', '/graphql/'],
  ['graphql', '/graphql', 'graphql'],
  ['/tenants/:tenant', '/tenants/42', '/tenants/:tenant'],
  [/^\/v\d/, '/v2', '/^\\/v\\d/'],
  [['/a', ['/b']], '/b', '/b'],
])('a handler mounted at %j counts under it for %j', (path, base, found) => {
  expect(mountsOf(path).find(base, {})).toBe(found);
});

test('an unknown mount path counts as the client wrote it', () => {
  const mounts = mountsOf('/graphql', () => {}, undefined);

  expect(mounts.find('/legacy', {})).toBe('/legacy');
});

test('an unknown mount path with parameters is not a key', () => {
  expect(mountsOf().find('/tenants/42', { tenant: '42' })).toBe('…');
});

test('the first path that matches counts', () => {
  const mounts = mountsOf('/:a', '/x');

  expect(mounts.find('/x', {})).toBe('/:a');
});
