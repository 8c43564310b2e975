import type { ClassVars } from './class-vars.js';
import type { Method } from './method.js';
import { isAsync, instrumentResult } from './instrument-result.js';
import { instrumentPromise } from './instrument-promise.js';

/**
 * A method that counts, and does otherwise what another does.
 *
 * Hot path: what it returns is written for the machine. It is apart from
 * `timedMethod`, because the engine would learn from both what is true of
 * neither.
 *
 * @param name under which stack traces show it
 */
export function countedMethod(
  method: Method,
  name: string | symbol,
  classVars: ClassVars,
): Method {
  const isAsyncMethod = isAsync(method);
  const methods: Record<string | symbol, Method> = {
    [name](...args: unknown[]): unknown {
      const vars = classVars.of(this);
      vars.calls.add(1);
      let result: unknown;
      try {
        result = method.apply(this, args);
      } catch (error) {
        vars.errors.add(1);
        throw error;
      }
      if (isAsyncMethod) {
        return instrumentPromise(result as Promise<unknown>, vars, 0);
      }
      return typeof result === 'object' && result !== null
        ? instrumentResult(result, vars, 0)
        : result;
    },
  };
  return methods[name]!;
}
