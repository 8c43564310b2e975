import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { processIdentity } from '../../../src/dashboard/process-identity.js';

const [node = ''] = process.argv;

test.each([
  [['quotes', '/app/main.js'], 'quotes'],
  [[node, '/srv/orders-api/dist/main.js'], 'orders-api'],
  [[node, '/srv/orders-api/dist/src/main.js'], 'orders-api'],
  [[node, '/srv/worker.js'], 'worker'],
  [[node, '/main.js'], 'main'],
  [[node], node.split('/').at(-1)],
  [undefined, 'node'],
])('the command line %j gives the application name %s', (cmdline, app) => {
  expect(processIdentity('the-id', cmdline)).toMatchObject({
    id: 'the-id',
    app,
    host: hostname(),
    pid: process.pid,
    node: process.versions.node,
  });
});
