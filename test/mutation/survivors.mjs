/**
 * The reasons why mutants survive. A mutant matches by its file and by the start of
 * the original and of the replacement.
 *
 * @type {readonly { file: string, original: string, replacement?: string, reason: string }[]}
 */
export const survivors = [
  {
    file: 'document-renderer.ts',
    original: 'out.capacity > MAX_IDLE_BYTES',
    replacement: 'out.capacity >= MAX_IDLE_BYTES',
    reason: 'equivalent: a capacity of exactly 16 MiB may be kept or released',
  },
];
