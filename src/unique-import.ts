import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';

const IMPORT_ID = Symbol('EXPVAR_IMPORT_ID');

/**
 * A provider that makes a dynamic module unlike any other. Nest 10 takes two
 * for one when their metadata print alike, and neither classes nor functions
 * print what they hold: one import would lose the guards or variables of
 * another.
 */
export function uniqueImport(): Provider {
  return { provide: IMPORT_ID, useValue: randomUUID() };
}
