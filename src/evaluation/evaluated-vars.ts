import type { MapVar } from '../vars/map-var.js';
import { ENTRIES, type SortedEntries } from '../vars/sorted-entries.js';
import type { FailureLog } from './failure-log.js';
import type { FuncEvaluation } from './func-evaluation.js';
import type { MetadataStore } from './metadata-store.js';
import { ReadableVars } from './readable-vars.js';

/**
 * All variables as a scrape sees them: sorted, and with every function called
 * once. A document writer turns it into bytes; `visitValues` gives typed values.
 */
export class EvaluatedVars extends ReadableVars {
  constructor(
    readonly entries: SortedEntries,
    functions: FuncEvaluation,
    failures: FailureLog,
    readonly metadata: MetadataStore,
  ) {
    super(functions, failures);
  }

  override entriesOf(map: MapVar): SortedEntries {
    return map[ENTRIES]();
  }
}
