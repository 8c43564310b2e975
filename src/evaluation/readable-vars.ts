import { MAX_DEPTH } from '../encoding/limits.js';
import {
  type NestedValues,
  type PlainValue,
  toPlainValue,
} from '../encoding/plain-value.js';
import { IS_TOO_LARGE, type MapVar } from '../vars/map-var.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { IN_VALUE } from '../vars/standalone-writer.js';
import { needsEvaluation } from '../vars/var-types.js';
import {
  customJson,
  isVar,
  overridesText,
  type Var,
  varTypeOf,
} from '../vars/var.js';
import type { FailureLog } from './failure-log.js';
import type { FuncEvaluation } from './func-evaluation.js';
import type { Func } from './single-flight.js';

/** Names or keys with their variables. */
export type Entries = SortedEntries | ReadonlyMap<string, Var | null>;

/** The part of the failure log that a reader needs. */
export type FailureRecorder = Pick<FailureLog, 'record' | 'warn'>;

/** A variable whose type needs no evaluation. */
type PlainVar = { readonly value: unknown; readonly bigint?: bigint };

/** The variables of a registry as one kind of reader sees them. */
export abstract class ReadableVars {
  /** The top-level variables. */
  abstract readonly entries: Entries;

  constructor(
    readonly functions: FuncEvaluation,
    readonly failures: FailureRecorder,
  ) {}

  /** The variables in a map. */
  abstract entriesOf(map: MapVar): Entries;

  /**
   * Reads a variable as a typed value.
   *
   * @param parent the path of the map around the variable
   * @returns the map itself for a map, because its variables are read one by one
   * @throws the reason when the variable has failed
   */
  read(
    variable: Var | null,
    parent: readonly string[],
    key: string,
  ): PlainValue | MapVar {
    const path = () => [...parent, key];
    const content = this.contentOf(variable, path);
    return isMap(content) ? content : this.plain(content, path, parent);
  }

  /**
   * Reads a variable as {@link ReadableVars.read} does, but returns a variable
   * that is `kept` as itself.
   */
  readKept<Kept extends Var>(
    isKept: (variable: Var) => variable is Kept,
    variable: Var | null,
    parent: readonly string[],
    key: string,
  ): PlainValue | MapVar | Kept {
    const path = () => [...parent, key];
    const content = this.contentOf(variable, path, 0, isKept);
    return isVar(content)
      ? (content as MapVar | Kept)
      : this.plain(content, path, parent);
  }

  private plain(
    content: unknown,
    path: () => readonly string[],
    parent: readonly string[],
  ): PlainValue {
    return isScalar(content)
      ? content
      : toPlainValue(
          content,
          this.nestedValues(path),
          undefined,
          parent.length,
        );
  }

  /**
   * The content of a variable: a map, or a value that may contain variables.
   *
   * @param isKept true for a variable to return as itself
   */
  private contentOf(
    variable: Var | null,
    path: () => readonly string[],
    depth = 0,
    isKept?: (variable: Var) => boolean,
  ): unknown {
    if (variable === null) {
      return null;
    }
    if (isKept?.(variable) === true) {
      return variable;
    }
    const type = overridesText(variable) ? 'custom' : varTypeOf(variable)!;
    if (!needsEvaluation(type)) {
      const { value, bigint } = variable as Var & PlainVar;
      return type === 'int' && !Number.isSafeInteger(value) ? bigint : value;
    }
    switch (type) {
      case 'map':
        if ((variable as MapVar)[IS_TOO_LARGE]) {
          throw new Error('the map takes more than 1 MiB');
        }
        return variable;
      case 'func': {
        const value = this.functions.valueOf(
          variable as Var & Func,
          (warning) => this.failures.warn(path(), warning),
        );
        if (!isVar(value)) {
          return value;
        }
        if (depth >= MAX_DEPTH) {
          throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
        }
        return this.contentOf(value, path, depth + 1, isKept);
      }
      case 'custom':
        return customJson(variable).value;
    }
  }

  private nestedValues(path: () => readonly string[]): NestedValues {
    return {
      isVar,
      ignore: (promise) => this.functions.ignore(promise),
      valueOf: (variable) => {
        const content = this.contentOf(variable as Var, path);
        return isMap(content) ? new Map(this.entriesOf(content)) : content;
      },
      failed: (_variable, error) =>
        this.failures.record([...path(), IN_VALUE], error),
    };
  }
}

function isScalar(value: unknown): value is null | boolean | number | string {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}

export function isMap(value: unknown): value is MapVar {
  return varTypeOf(value) === 'map';
}
