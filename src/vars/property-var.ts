import { types } from 'node:util';
import { FuncVar } from './func-var.js';
import { isVar, type Var } from './var.js';

type Properties = Readonly<Record<string | symbol, unknown>>;

/** Reads a property of an object at every scrape. */
export class PropertyVar extends FuncVar {
  constructor(
    private readonly owner: () => object,
    private readonly key: string | symbol,
  ) {
    super(() => (owner() as Properties)[key]);
  }

  /**
   * The value of the property, if reading it and its type runs no user code.
   */
  get storedValue(): unknown {
    try {
      const owner = this.owner();
      if (types.isProxy(owner)) {
        return undefined;
      }
      const descriptor = Object.getOwnPropertyDescriptor(owner, this.key);
      const value: unknown = descriptor?.value;
      return types.isProxy(value) ? undefined : value;
    } catch {
      return undefined; // The owner does not exist yet.
    }
  }
}

/**
 * Returns the variable in the property of a {@link PropertyVar}, and any other
 * variable itself.
 */
export function variableIn(variable: Var | null | undefined): typeof variable {
  if (variable instanceof PropertyVar) {
    const { storedValue } = variable;
    return isVar(storedValue) ? storedValue : variable;
  }
  return variable;
}
