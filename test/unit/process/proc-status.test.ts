import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readProcStatus } from '../../../src/process/proc-status.js';

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proc-status-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'status');
  await writeFile(path, text);
  return path;
}

test('readProcStatus gives sizes in bytes', async () => {
  const path = await file(
    'Name:\tThreads:\nVmPeak:\t  999 kB\nVmHWM:\t   77 kB\nVmStk:\t     132 kB\nVmSwap:\t       8 kB\nThreads:\t11\n',
  );

  expect(readProcStatus(path)).toEqual({
    peakResident: 77 * 1024,
    stack: 132 * 1024,
    swap: 8 * 1024,
    threads: 11,
  });
});

test('a missing field is 0', async () => {
  const path = await file('Name:\tnode\nThreads:\t7\n');

  expect(readProcStatus(path)).toEqual({
    peakResident: 0,
    stack: 0,
    swap: 0,
    threads: 7,
  });
});

test('the status is undefined on systems without the file', () => {
  expect(readProcStatus('/nowhere/status')).toBeUndefined();
});

test.runIf(process.platform === 'linux')(
  'the status of this process has threads, a stack and resident memory',
  () => {
    const status = readProcStatus()!;

    expect(status.threads).toBeGreaterThan(1);
    expect(status.stack).toBeGreaterThan(4096);
    expect(status.peakResident).toBeGreaterThan(1024 * 1024);
  },
);
