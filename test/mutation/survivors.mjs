const ABSENT = 'equivalent: undefined counts as absent there as well';
const ONLY_FASTER = 'equivalent: it only saves work';
const WRITER_TESTED =
  'killed since by `test/unit/exposition/document-writer.test.ts`';
const REGISTRY_TESTED = 'killed since by `test/unit/registry/evaluate.test.ts`';

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
  {
    file: 'check-var-meta.ts',
    original: '',
    reason: 'the file was rewritten after the run',
  },
  { file: 'document-renderer.ts', original: '', reason: WRITER_TESTED },
  { file: 'document-writer.ts', original: '', reason: WRITER_TESTED },
  { file: 'expvar.registry.ts', original: '', reason: REGISTRY_TESTED },
  { file: 'registry-errors.ts', original: '', reason: REGISTRY_TESTED },
  { file: 'var-name.ts', original: '', reason: REGISTRY_TESTED },
  {
    file: 'access-rule.ts',
    original: '',
    reason: 'killed since by `test/unit/http/access-rule.test.ts`',
  },
];
