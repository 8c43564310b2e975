import type { VarEvaluator } from '../vars/var-evaluator.js';
import { FuncVar } from '../vars/func-var.js';
import { EVALUATE } from '../vars/var.js';

/**
 * A function that a scrape calls in a later turn of the event loop, for what
 * V8 and libuv tell of a turn only when it is over.
 */
export class NextIterationVar extends FuncVar {
  /** @internal The function itself is called when the variable is written. */
  override [EVALUATE](evaluator: VarEvaluator): void {
    evaluator.requireYield();
  }
}
