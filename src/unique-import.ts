import { randomUUID } from 'node:crypto';
import type { ValueProvider } from '@nestjs/common';

const IMPORT_ID = Symbol('EXPVAR_IMPORT_ID');

/**
 * Returns a provider that makes a dynamic module unlike any other.
 *
 * Nest 10 takes two dynamic modules for one when their metadata serialize to the
 * same text, in which classes and functions have no content. One import would
 * lose the guards or variables of another.
 */
export function uniqueImport(): ValueProvider<string> {
  return { provide: IMPORT_ID, useValue: randomUUID() };
}
