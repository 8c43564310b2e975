import { Logger } from '@nestjs/common';
import * as expvar from 'nestjs-expvar';
import { expect, test, vi } from 'vitest';
import { checkDocuments } from '../../fuzz/documents.mjs';

test('100,000 variables of all kinds equal their models', async () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const counts = await checkDocuments(expvar);
  expect(counts.variables).toBeGreaterThanOrEqual(100_000);
  expect(counts.refused).toBeGreaterThan(1000);
  warn.mockRestore();
}, 120_000);
