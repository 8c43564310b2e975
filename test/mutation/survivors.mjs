const ABSENT = 'equivalent: undefined counts as absent there as well';
const ONLY_FASTER = 'equivalent: it only saves work';

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
    reason: 'equivalent: a buffer of exactly 16 MiB may be kept or released',
  },
  {
    file: 'document-renderer.ts',
    original: '16 * 1024',
    reason: 'the limit is a choice, and the tests only show that there is one',
  },
  {
    file: 'expvar.registry.ts',
    original: 'wasThere',
    replacement: 'true',
    reason: 'equivalent: the removal of an unknown name changes nothing',
  },
  {
    file: 'expvar.registry.ts',
    original: 'window !== undefined',
    replacement: 'true',
    reason: ABSENT,
  },
  {
    file: 'expvar.registry.ts',
    original: 'fn !== undefined',
    replacement: 'true',
    reason: ABSENT,
  },
  {
    file: 'expvar.registry.ts',
    original: 'variable !== null',
    reason:
      'equivalent: null has no function to call, and no reader looks it up among those that opted in',
  },
  {
    file: 'expvar.registry.ts',
    original: 'variable !== undefined',
    reason: 'equivalent, as for null',
  },
  {
    file: 'var-creators.ts',
    original: 'window === undefined',
    replacement: 'false',
    reason: ABSENT,
  },
  { file: 'var-name.ts', original: 'name.length', reason: ONLY_FASTER },
];
