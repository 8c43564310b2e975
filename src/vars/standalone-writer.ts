import { ByteWriter } from '../encoding/byte-writer.js';
import { isThenable } from '../support/is-thenable.js';
import { VarWriter } from './var-writer.js';
import type { Var } from './var.js';

/** Stands in a path for the way through a value. */
export const IN_VALUE = '(a variable in its value)';

/** Writes one variable by itself, outside any document: for `toString()`. */
export class StandaloneWriter extends VarWriter {
  /** The variable's JSON; `null` where it has failed. */
  static textOf(variable: Var): string {
    try {
      return StandaloneWriter.write(variable);
    } catch {
      return 'null';
    }
  }

  /**
   * The same, but a variable that has failed throws why.
   *
   * @param maxBytes what is longer has failed
   * @param depth of the value that it is in
   * @param parent what writes that value
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
