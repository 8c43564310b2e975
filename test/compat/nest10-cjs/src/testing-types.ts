import { ExpvarRegistry } from 'nestjs-expvar';
import { readMetrics, readVars, resetMetrics } from 'nestjs-expvar/testing';
import { QuotesController } from './quotes.controller';

const registry = new ExpvarRegistry();
export const values: Promise<Record<string, unknown>> = readVars(registry);
export const count: number | undefined = readMetrics(QuotesController, 'count')
  .latency?.count;
resetMetrics(registry);
resetMetrics(QuotesController);
