import { ByteWriter } from '../encoding/byte-writer.js';
import { isThenable } from '../support/is-thenable.js';
import { VarWriter } from './var-writer.js';
import type { Var } from './var.js';

/** The step in a path that leads into the value of a variable. */
export const IN_VALUE = '(a variable in its value)';

/** Writes one variable outside of any document, for `toString()`. */
export class StandaloneWriter extends VarWriter {
  /** The JSON of a variable; `null` for a failed one. */
  static textOf(variable: Var): string {
    try {
      return StandaloneWriter.write(variable);
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
    maxBytes = Infinity,
    depth = 0,
    parent?: VarWriter,
  ): string {
    const writer = new StandaloneWriter(
      new ByteWriter(),
      maxBytes,
      depth,
      parent,
    );
    writer.nest(undefined, variable);
    return writer.out.copy().toString();
  }

  private constructor(
    out: ByteWriter,
    limit: number,
    depth: number,
    parent: VarWriter | undefined,
  ) {
    super(out, limit, depth, parent);
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

  override warnAt(keys: readonly string[], warning: string): void {
    this.parent?.warnAt([IN_VALUE, ...this.path, ...keys], warning);
  }

  override ignore(promise: PromiseLike<unknown>): void {
    if (this.parent === undefined) {
      promise.then(undefined, () => {});
    } else {
      this.parent.ignore(promise);
    }
  }

  protected override byteBudget(): number {
    return this.remainingBytes;
  }
}
