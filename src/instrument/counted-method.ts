import type { ClassMetrics } from './class-metrics.js';
import type { Method } from './method.js';
import { isAsync, instrumentResult } from './instrument-result.js';
import { instrumentPromise } from './instrument-promise.js';

/**
 * Wraps a method so that it counts its calls.
 *
 * Hot path: it shares no code with `timedMethod`, so that V8 collects separate
 * type feedback for each.
 *
 * @param name the name that stack traces show
 */
export function countedMethod(
  method: Method,
  name: string | symbol,
  classMetrics: ClassMetrics,
): Method {
  const isAsyncMethod = isAsync(method);
  const methods: Record<string | symbol, Method> = {
    [name](...args: unknown[]): unknown {
      const metrics = classMetrics.of(this);
      metrics.calls.add(1);
      let result: unknown;
      try {
        result = method.apply(this, args);
      } catch (error) {
        metrics.errors.add(1);
        throw error;
      }
      if (isAsyncMethod) {
        return instrumentPromise(result as Promise<unknown>, metrics, 0);
      }
      return typeof result === 'object' && result !== null
        ? instrumentResult(result, metrics, 0)
        : result;
    },
  };
  return methods[name]!;
}
