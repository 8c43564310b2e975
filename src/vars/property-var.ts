import { types } from 'node:util';
import { FuncVar } from './func-var.js';
import { isVar, type Var } from './var.js';

type Properties = Readonly<Record<string | symbol, unknown>>;

/** What a property of an object is whenever somebody reads it. */
export class PropertyVar extends FuncVar {
  constructor(
    private readonly owner: () => object,
    private readonly key: string | symbol,
  ) {
    super(() => (owner() as Properties)[key]);
  }

  /** What the property holds, unless it would take code to tell. */
  get held(): unknown {
    try {
      const owner = this.owner();
      return types.isProxy(owner)
        ? undefined
        : (Object.getOwnPropertyDescriptor(owner, this.key)?.value as unknown);
    } catch {
      return undefined; // There is no such object yet.
    }
  }
}

/** The variable that a property holds, for a {@link PropertyVar} of one. */
export function heldVar(variable: Var | null | undefined): typeof variable {
  if (variable instanceof PropertyVar) {
    const { held } = variable;
    return isVar(held) ? held : variable;
  }
  return variable;
}
