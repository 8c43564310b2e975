import { beforeEach, expect, test, vi } from 'vitest';
import { gcRecorder } from '../../../../src/process/gc-recorder.js';
import { readMemStats } from '../../../../src/process/memstats.js';
import { TickCache } from '../../../../src/process/tick-cache.js';
import { readProcStatus } from '../../../../src/process/proc-status.js';
import { NODE_GROUPS } from '../../../../src/process/node/node-groups.js';

const proc = vi.hoisted(() => ({ isThere: false, sizeOfFolder: 0 }));

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  return {
    ...fs,
    readFileSync: ((...args: Parameters<typeof fs.readFileSync>) => {
      if (!proc.isThere) {
        throw new Error('ENOENT');
      }
      return fs.readFileSync(...args);
    }) as typeof fs.readFileSync,
    statSync: (() => {
      if (!proc.isThere) {
        throw new Error('ERR_ACCESS_DENIED');
      }
      return { size: proc.sizeOfFolder, isDirectory: () => true };
    }) as never,
  };
});

const sources = {
  ledger: gcRecorder,
  status: new TickCache(() => readProcStatus()),
};

beforeEach(() => {
  proc.isThere = false;
  proc.sizeOfFolder = 0;
});

test('what only /proc tells is left out where there is none', () => {
  expect(NODE_GROUPS.fds.isKnown?.()).toBe(false);
  expect(NODE_GROUPS.threads.create(sources).read()).toEqual({
    total: undefined,
    poolSize: expect.any(Number) as number,
  });
  expect(NODE_GROUPS.memory.create(sources).read()).toMatchObject({
    swap: undefined,
    rss: expect.any(Number) as number,
  });
});

test('the stack is then a part of OtherSys', () => {
  const stats = readMemStats(gcRecorder, 'all', readProcStatus());

  expect(stats.StackSys).toBe(0);
  expect(stats.OtherSys).toBeGreaterThan(0);
  expect(stats.Sys).toBe(stats.HeapSys + stats.GCSys + stats.OtherSys);
});

test.runIf(process.platform === 'linux')(
  'descriptors are counted where Linux does not tell how many there are',
  () => {
    proc.isThere = true;
    const counted = NODE_GROUPS.fds.create(sources).read() as { open: number };
    proc.sizeOfFolder = 1234;
    const told = NODE_GROUPS.fds.create(sources).read() as { open: number };

    expect(counted.open).toBeGreaterThan(2);
    expect(counted.open).toBeLessThan(1234);
    expect(told.open).toBe(1234);
  },
);
