import { expect, test, vi } from 'vitest';
import { ExpvarRegistry } from '../../../src/index.js';
import { ProcessVars } from '../../../src/process/process-vars.js';

test('the figures for the dashboard lack the CPU time that a sandbox forbids to read', () => {
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
    throw new Error('EPERM: operation not permitted, uv_getrusage');
  });
  const vars = new ProcessVars(new ExpvarRegistry(), {
    name: undefined,
    cmdline: false,
    memstats: undefined,
    node: undefined,
  });
  const { cpuSeconds, heapUsed } = vars.readFigures();
  expect(cpuSeconds).toBeNaN();
  expect(heapUsed).toBeGreaterThan(0);
});
