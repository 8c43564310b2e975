import { performance } from 'node:perf_hooks';
import type { ClassVars } from './class-vars.js';
import type { Method } from './method.js';
import { isAsync, instrumentResult } from './instrument-result.js';
import { instrumentPromise } from './instrument-promise.js';

/**
 * A method that counts and takes the time, and does otherwise what another
 * does.
 *
 * Hot path: as `countedMethod`.
 *
 * @param name under which stack traces show it
 */
export function timedMethod(
  method: Method,
  name: string | symbol,
  classVars: ClassVars,
): Method {
  const isAsyncMethod = isAsync(method);
  const methods: Record<string | symbol, Method> = {
    [name](...args: unknown[]): unknown {
      const vars = classVars.of(this);
      vars.calls.add(1);
      const start = performance.now();
      let result: unknown;
      try {
        result = method.apply(this, args);
      } catch (error) {
        vars.errors.add(1);
        vars.time(start);
        throw error;
      }
      if (isAsyncMethod) {
        return instrumentPromise(result as Promise<unknown>, vars, start);
      }
      if (typeof result === 'object' && result !== null) {
        return instrumentResult(result, vars, start);
      }
      vars.time(start);
      return result;
    },
  };
  return methods[name]!;
}
