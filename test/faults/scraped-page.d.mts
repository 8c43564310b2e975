import type { VarFailure } from 'nestjs-expvar';
import type { Kind } from './table.mjs';

export interface ScrapedPage {
  /** The values by name, of each document. */
  readonly documents: readonly ReadonlyMap<string, string>[];
  readonly bytes: number;
  readonly lines: readonly string[];
  readonly failures: readonly VarFailure[];
}

export function scrapedPage(
  platform: 'express' | 'fastify',
  rows: readonly Kind[],
  times: number,
): Promise<ScrapedPage>;
