import type { ByteWriter } from '../encoding/byte-writer.js';
import { goMarshal, type NestedJson } from '../encoding/go-marshal.js';
import { LimitError } from '../encoding/limits.js';
import { describeValue } from '../support/describe-value.js';
import { IN_VALUE, StandaloneWriter } from './standalone-writer.js';
import type { VarEvaluator } from './var-evaluator.js';
import type { VarWriter } from './var-writer.js';
import { EVALUATE, isVar, Var, WRITE } from './var.js';

/**
 * A function that returns the value at every read: Go's `expvar.Func`. A scrape
 * awaits an async function until the deadline of the document.
 *
 * The value is written as Go's `json.Marshal` writes it. A variable that the
 * function returns is written as the variable itself.
 *
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

  /** @throws TypeError when `fn` is not a function */
  constructor(fn: () => unknown) {
    super();
    if (typeof fn !== 'function') {
      throw new TypeError(
        `new FuncVar() takes a function that returns the value; it got ${describeValue(fn)}`,
      );
    }
    this.fn = fn;
  }

  /**
   * Calls the function and returns its result: a promise for an async function.
   *
   * @throws what the function throws, or Error when the function reads its own
   * value
   */
  get value(): unknown {
    if (this.isBeingCalled) {
      throw new Error('the function reads its own value');
    }
    this.isBeingCalled = true;
    try {
      return this.fn();
    } finally {
      this.isBeingCalled = false;
    }
  }

  /**
   * Calls the function and returns the result as JSON. It is `null` when the
   * function throws, returns a value that JSON cannot hold, or returns a promise,
   * which only a scrape can await.
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
    if (writeSmall(writer.out, value)) {
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
 * Writes a small integer or string, and returns whether it did.
 *
 * Hot path: most functions return such a value, which takes no detour through
 * text here.
 */
function writeSmall(out: ByteWriter, value: unknown): boolean {
  if (typeof value === 'number') {
    const isWritable = Number.isSafeInteger(value) && !Object.is(value, -0);
    if (isWritable) {
      out.writeInteger(value);
    }
    return isWritable;
  }
  return typeof value === 'string' && out.writePlainString(value);
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
      if (LimitError.isFatal(error)) {
        throw error;
      }
      writer.failed([IN_VALUE], error);
      writer.countFailure(error);
      return undefined;
    }
  }
}
