import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { readMemStats } from '../../../../src/process/memstats.js';
import { FileDescriptorCollector } from '../../../../src/process/node/file-descriptor-collector.js';
import { MemoryCollector } from '../../../../src/process/node/memory-collector.js';
import { ThreadCollector } from '../../../../src/process/node/thread-collector.js';
import { newReadings } from '../../../support/process-readings.js';

const proc = vi.hoisted(() => ({
  exists: false,
  folderSize: 0,
  canList: true,
}));

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  return {
    ...fs,
    readFileSync: ((...args: Parameters<typeof fs.readFileSync>) => {
      if (!proc.exists) {
        throw new Error('ENOENT');
      }
      return fs.readFileSync(...args);
    }) as typeof fs.readFileSync,
    readdirSync: ((path: string) => {
      if (!proc.canList) {
        throw new Error('EMFILE: too many open files');
      }
      return fs.readdirSync(path);
    }) as never,
    statSync: (() => {
      if (!proc.exists) {
        throw new Error('ERR_ACCESS_DENIED');
      }
      return { size: proc.folderSize, isDirectory: () => true };
    }) as never,
  };
});

beforeEach(() => {
  proc.exists = false;
  proc.folderSize = 0;
  proc.canList = true;
});

test('figures that need /proc are left out without it', () => {
  const { readings, lines } = newReadings();

  expect(FileDescriptorCollector.isSupported()).toBe(false);
  expect(new ThreadCollector(readings).read()).toEqual({
    total: undefined,
    poolSize: expect.any(Number) as number,
  });
  expect(new MemoryCollector(readings).read()).toMatchObject({
    swap: undefined,
    rss: expect.any(Number) as number,
    peakRss: expect.any(Number) as number,
  });
  expect(lines).toEqual([]);
});

test('OtherSys includes the stack without /proc', () => {
  const stats = readMemStats('all', newReadings().readings);

  expect(stats.StackSys).toBe(0);
  expect(stats.OtherSys).toBeGreaterThan(0);
  expect(stats.Sys).toBe(stats.HeapSys + stats.GCSys + stats.OtherSys);
});

test.runIf(process.platform === 'linux')(
  'descriptors are counted by listing them when the folder has no size',
  () => {
    proc.exists = true;
    const { readings } = newReadings();
    const collector = new FileDescriptorCollector(readings);

    const listed = collector.read();
    proc.folderSize = 1234;
    const sized = collector.read();

    expect(listed.open).toBeGreaterThan(2);
    expect(listed.open).toBeLessThan(1234);
    expect(sized.open).toBe(1234);
  },
);

test('the number of descriptors falls away when they can be neither counted nor listed', () => {
  proc.exists = true;
  proc.canList = false;
  const { readings, lines } = newReadings();

  expect(new FileDescriptorCollector(readings).read().open).toBeUndefined();
  expect(lines).toEqual([
    expect.stringMatching(/^cannot read file descriptors: Error: EMFILE/),
  ]);
});

test('memstats is complete when Node cannot read the memory usage', () => {
  vi.spyOn(process, 'memoryUsage').mockImplementation(() => {
    throw new Error('ENOENT: uv_resident_set_memory');
  });
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const { readings, lines } = newReadings();

  const stats = readMemStats('all', readings);

  expect(stats.HeapAlloc).toBeGreaterThan(0);
  expect(stats.OtherSys).toBe(0);
  expect(stats.Sys).toBe(stats.HeapSys + stats.GCSys);
  const memory = new MemoryCollector(readings).read();
  expect(memory.rss).toBeUndefined();
  expect(memory.external).toBeGreaterThan(0);
  expect(lines).toHaveLength(1);
});
