import { ByteWriter } from '../encoding/byte-writer.js';
import { adoptThenable, isThenable } from '../support/is-thenable.js';
import { VarWriter, type WriteVar } from './var-writer.js';
import { type Var, WRITE } from './var.js';

/** The step in a path that leads into the value of a variable. */
export const IN_VALUE = '(a variable in its value)';

/** Writes one variable outside of any document, for `toString()`. */
export class StandaloneWriter extends VarWriter {
  /**
   * The JSON of a variable as its built-in type writes it, even when its class
   * overrides `toString()` and calls this through `super`; `null` for a failed one.
   */
  static textOf(variable: Var): string {
    try {
      return new StandaloneWriter().textOf(variable, (writer) =>
        variable[WRITE](writer),
      );
    } catch {
      return 'null';
    }
  }

  /**
   * The JSON of a variable.
   *
   * @param maxBytes the length at which the variable fails
   * @param depth the number of maps and objects around the variable
   * @param parent the writer of the value around the variable
   * @throws the reason when the variable has failed
   */
  static write(
    variable: Var,
    maxBytes: number,
    depth: number,
    parent: VarWriter,
  ): string {
    return new StandaloneWriter(maxBytes, depth, parent).textOf(variable);
  }

  private constructor(maxBytes = Infinity, depth = 0, parent?: VarWriter) {
    super(new ByteWriter(), maxBytes, depth, parent);
  }

  private textOf(variable: Var, write?: WriteVar): string {
    this.nest(undefined, variable, write);
    return this.out.copy().toString();
  }

  override evaluate(func: { readonly value: unknown }): unknown {
    const { value } = func;
    if (isThenable(value)) {
      this.ignore(value);
      throw new Error('a promise has no value outside a scrape');
    }
    return value;
  }

  override failed(keys: readonly string[], error: unknown): void {
    this.parent?.failed([IN_VALUE, ...this.path, ...keys], error);
  }

  override warn(keys: readonly string[], warning: string): void {
    this.parent?.warn([IN_VALUE, ...this.path, ...keys], warning);
  }

  override ignore(promise: PromiseLike<unknown>): void {
    if (this.parent === undefined) {
      adoptThenable(promise).catch(() => {});
    } else {
      this.parent.ignore(promise);
    }
  }

  protected override byteBudget(): number {
    return this.remainingBytes;
  }
}
