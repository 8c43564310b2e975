import { type MapVar, UNSORTED } from '../vars/map-var.js';
import type { Var } from '../vars/var.js';
import type { FuncEvaluation } from './func-evaluation.js';
import { type FailureRecorder, ReadableVars } from './readable-vars.js';

/**
 * All variables, for a reader that evaluates only those that it selects: it
 * collects them in `functions`, settles these, and then reads. The entries are
 * not sorted.
 */
export class SelectedVars extends ReadableVars {
  constructor(
    override readonly entries: ReadonlyMap<string, Var | null>,
    functions: FuncEvaluation,
    failures: FailureRecorder,
  ) {
    super(functions, failures);
  }

  override entriesOf(map: MapVar): ReadonlyMap<string, Var | null> {
    return map[UNSORTED];
  }
}
