import { types } from 'node:util';
import type { PlainValue } from '../encoding/plain-value.js';
import { UNSORTED, type MapVar } from '../vars/map-var.js';
import { PropertyVar } from '../vars/property-var.js';
import { isPlainVar, isVar, overridesText, type Var } from '../vars/var.js';
import type { FailureLog } from './failure-log.js';
import type { FuncEvaluation } from './func-evaluation.js';
import { type Entries, isMap, ReadableVars } from './readable-vars.js';

/**
 * The variables that can be read without running user code, and those that have
 * opted in to be read all the same. It does not sort: a reader that stops after
 * a number of values costs no more than these.
 */
export class StoredVars extends ReadableVars {
  constructor(
    readonly entries: ReadonlyMap<string, Var | null>,
    /** The evaluated variables that have opted in. */
    private readonly optedIn: ReadonlySet<Var>,
    functions: FuncEvaluation,
    failures: FailureLog,
  ) {
    super(functions, failures);
  }

  override entriesOf(map: MapVar): Entries {
    return map[UNSORTED];
  }

  override read(
    variable: Var | null,
    parent: readonly string[],
    key: string,
  ): PlainValue | MapVar | undefined {
    if (variable === null || types.isProxy(variable)) {
      return undefined;
    }
    if (this.optedIn.has(variable) || this.functions.has(variable)) {
      return super.read(variable, parent, key);
    }
    if (variable instanceof PropertyVar) {
      const { held } = variable;
      if (!isVar(held)) {
        return typeof held === 'number' ? held : undefined;
      }
      return this.read(held, parent, key);
    }
    return isPlainVar(variable) || isOwnMap(variable)
      ? this.readQuietly(variable, parent, key)
      : undefined;
  }

  /** Reads a variable whose failure is reported when somebody scrapes. */
  private readQuietly(
    variable: Var,
    parent: readonly string[],
    key: string,
  ): PlainValue | MapVar | undefined {
    try {
      return super.read(variable, parent, key);
    } catch {
      return undefined;
    }
  }
}

function isOwnMap(variable: Var): variable is MapVar {
  return isMap(variable) && !overridesText(variable);
}
