import type { SortedEntries } from '../vars/sorted-entries.js';
import type { FailureLog } from './failure-log.js';
import type { FuncEvaluation } from './func-evaluation.js';

/**
 * The variables of a registry as one reader sees them: sorted, and with every
 * function called once. Writers turn it into bytes; `visitValues` gives typed
 * values.
 */
export class EvaluatedVars {
  constructor(
    readonly entries: SortedEntries,
    readonly functions: FuncEvaluation,
    readonly failures: FailureLog,
  ) {}
}
