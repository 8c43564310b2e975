import { signal } from '@preact/signals-core';
import type { Difference } from './compare.js';

export interface Comparison {
  /** Names of what is compared, before and after. */
  readonly names: readonly [before: string, after: string];
  readonly differences: readonly Difference[];
}

/** The comparison that the page shows. */
export const comparison = signal<Comparison | undefined>(undefined);
