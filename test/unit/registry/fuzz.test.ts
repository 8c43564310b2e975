import { Logger } from '@nestjs/common';
import * as expvar from 'nestjs-expvar';
import { expect, test, vi } from 'vitest';
import { checkDocuments } from '../../fuzz/documents.mjs';

const check = checkDocuments as (
  expvarPackage: typeof expvar,
) => Promise<{ documents: number; variables: number; refused: number }>;

test('100,000 variables of all kinds equal their models', async () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const counts = await check(expvar);
  expect(counts.variables).toBeGreaterThanOrEqual(100_000);
  expect(counts.refused).toBeGreaterThan(1000);
  warn.mockRestore();
}, 120_000);
