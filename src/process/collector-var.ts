import { FuncVar } from '../vars/func-var.js';
import type { VarEvaluator } from '../vars/var-evaluator.js';
import type { VarWriter } from '../vars/var-writer.js';
import { EVALUATE, WRITE } from '../vars/var.js';

/**
 * The figures of a collector: an object of strings, finite numbers and such
 * objects.
 *
 * A document reads them in a later iteration of the event loop than the scrape,
 * because V8 and libuv report an iteration only when it is over.
 */
export class CollectorVar extends FuncVar {
  /** @internal The figures are read when they are written. */
  override [EVALUATE](evaluator: VarEvaluator): void {
    evaluator.requireYield();
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    // JSON.stringify() writes an object of this kind as Go does.
    const text = JSON.stringify(writer.evaluate(this)) as string | undefined;
    if (text === undefined) {
      throw new Error('nothing is collected');
    }
    writer.out.writeAscii(text);
  }
}
