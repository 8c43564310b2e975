import { expect, test } from 'vitest';
import { poolSize } from '../../../../src/process/node/thread-collector.js';

// Source: init_threads() in libuv's threadpool.c.
test.each([
  [undefined, 4],
  ['', 1],
  ['0', 1],
  ['x', 1],
  ['1', 1],
  ['16', 16],
  ['16 threads', 16],
  ['1024', 1024],
  ['1025', 1024],
  ['-1', 1024],
])('reads UV_THREADPOOL_SIZE=%s as %d threads', (setting, size) => {
  expect(poolSize(setting)).toBe(size);
});
