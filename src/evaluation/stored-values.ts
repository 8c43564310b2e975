import { types } from 'node:util';
import { type PlainValue, toPlainValue } from '../encoding/plain-value.js';
import { IS_TOO_LARGE, type MapVar, UNSORTED } from '../vars/map-var.js';
import { PropertyVar } from '../vars/property-var.js';
import {
  isPlainVar,
  isVar,
  overridesText,
  summaryOf,
  type Var,
} from '../vars/var.js';
import type { FailureLog } from './failure-log.js';
import type { FuncEvaluation } from './func-evaluation.js';
import { type Entries, isMap, ReadableVars } from './readable-vars.js';

/**
 * The variables that can be read without running user code, and those whose
 * metadata has `history: true`. The entries are not sorted, so a reader that
 * stops early pays only for the values that it has read.
 */
export class StoredValues extends ReadableVars {
  constructor(
    readonly entries: ReadonlyMap<string, Var | null>,
    /** The evaluated variables with `history: true`. */
    private readonly optedIn: ReadonlySet<Var>,
    functions: FuncEvaluation,
    failures: FailureLog,
  ) {
    super(functions, failures);
  }

  override entriesOf(map: MapVar): Entries {
    return map[UNSORTED];
  }

  /** Hot path: it runs for up to 2,000 variables each second. */
  override read(
    variable: Var | null,
    parent: readonly string[],
    key: string,
  ): PlainValue | MapVar | undefined {
    if (variable === null || types.isProxy(variable)) {
      return undefined;
    }
    if (isPlainVar(variable)) {
      return readSummary(variable);
    }
    if (this.optedIn.has(variable) || this.functions.has(variable)) {
      return super.read(variable, parent, key);
    }
    if (variable instanceof PropertyVar) {
      const { storedValue } = variable;
      if (!isVar(storedValue)) {
        return typeof storedValue === 'number' ? storedValue : undefined;
      }
      return this.read(storedValue, parent, key);
    }
    return isOwnMap(variable) && !variable[IS_TOO_LARGE] ? variable : undefined;
  }
}

/**
 * Reads a plain variable. Returns undefined if that fails, because only scrapes
 * report failures.
 */
function readSummary(variable: Var): PlainValue | undefined {
  try {
    const content = summaryOf(variable);
    return typeof content === 'number' && Number.isFinite(content)
      ? content
      : toPlainValue(content);
  } catch {
    return undefined;
  }
}

function isOwnMap(variable: Var): variable is MapVar {
  return isMap(variable) && !overridesText(variable);
}
