import type { ByteWriter } from '../encoding/byte-writer.js';
import { goMarshal, type NestedJson } from '../encoding/go-marshal.js';
import { SHORT_LENGTH, SPECIAL } from '../encoding/go-string.js';
import { IN_VALUE, StandaloneWriter } from './standalone-writer.js';
import type { VarEvaluator } from './var-evaluator.js';
import { ByteBudgetError, type VarWriter } from './var-writer.js';
import { EVALUATE, isVar, Var, WRITE } from './var.js';

/**
 * A function that gives the value whenever somebody reads it: Go's
 * `expvar.Func`. It may be async in a scrape; it must then settle within the
 * scrape's deadline.
 *
 * The value is written as Go's `json.Marshal` would; a variable that the
 * function returns is written as itself.
 *
 * @throws TypeError when constructed without a function
 * @example
 * new FuncVar(() => ({ queued: queue.length, oldest: queue[0]?.createdAt }));
 */
export class FuncVar extends Var {
  static {
    this.mark('func');
  }

  private readonly fn: () => unknown;
  private isBeingCalled = false;
  private isBeingWritten = false;

  constructor(fn: () => unknown) {
    super();
    if (typeof fn !== 'function') {
      throw new TypeError(
        `FuncVar takes a function that gives the value; it got a value of type ${typeof fn}`,
      );
    }
    this.fn = fn;
  }

  /** What the function returns now; for an async function its promise. */
  get value(): unknown {
    if (this.isBeingCalled) {
      throw new Error('its function asks for a document with itself in it');
    }
    this.isBeingCalled = true;
    try {
      return this.fn();
    } finally {
      this.isBeingCalled = false;
    }
  }

  /**
   * The value as JSON. `null` where it has none: when the function throws, or
   * returns what JSON cannot hold or a promise, which only a scrape can await.
   */
  toString(): string {
    return StandaloneWriter.textOf(this);
  }

  /** @internal */
  override [EVALUATE](evaluator: VarEvaluator): void {
    evaluator.evaluate(this);
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== FuncVar.prototype.toString) {
      super[WRITE](writer);
      return;
    }
    if (this.isBeingWritten) {
      throw new Error('the value contains itself');
    }
    this.isBeingWritten = true;
    try {
      this.writeValue(writer, writer.evaluate(this));
    } finally {
      this.isBeingWritten = false;
    }
  }

  private writeValue(writer: VarWriter, value: unknown): void {
    if (writeShort(writer.out, value)) {
      return;
    }
    if (isVar(value)) {
      writer.nest(undefined, value);
    } else {
      writer.out.writeText(
        goMarshal(value, new NestedVarWriter(writer), undefined, writer.depth),
      );
    }
  }
}

/**
 * Writes what most functions give, and returns whether it did.
 *
 * Hot path: it spares such values the way through text.
 */
function writeShort(out: ByteWriter, value: unknown): boolean {
  if (typeof value === 'number') {
    const isInteger = Number.isSafeInteger(value) && !Object.is(value, -0);
    if (isInteger) {
      out.writeInteger(value);
    }
    return isInteger;
  }
  return (
    typeof value === 'string' &&
    value.length <= SHORT_LENGTH &&
    out.writeQuoted(value, SPECIAL)
  );
}

/** Writes the variables in the value of a function. */
class NestedVarWriter implements NestedJson {
  constructor(private readonly writer: VarWriter) {}

  isVar(object: object): boolean {
    return isVar(object);
  }

  ignore(promise: PromiseLike<unknown>): void {
    this.writer.ignore(promise);
  }

  jsonOf(variable: Var, maxBytes: number, depth: number): string | undefined {
    const { writer } = this;
    writer.countInValue();
    try {
      return StandaloneWriter.write(variable, maxBytes, depth, writer);
    } catch (error) {
      if (error instanceof ByteBudgetError) {
        throw error;
      }
      writer.failed([IN_VALUE], error);
      writer.countFailure(error);
      return undefined;
    }
  }
}
