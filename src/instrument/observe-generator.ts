import { types } from 'node:util';
import { Invocation } from './invocation.js';
import type { MethodMetrics } from './method-metrics.js';

type Step = IteratorResult<unknown> | Promise<IteratorResult<unknown>>;

type AnyGenerator = Record<
  'next' | 'return' | 'throw',
  (...args: unknown[]) => Step
>;

/** Observes a sync or async generator from its first step to its last. */
export function observeGenerator(
  generator: object,
  metrics: MethodMetrics,
): void {
  let invocation: Invocation | undefined;
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = (generator as AnyGenerator)[method];
    Object.defineProperty(generator, method, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        if (method === 'next') {
          invocation ??= new Invocation(metrics);
        }
        return observeStep(() => original.apply(this, args), invocation);
      },
    });
  }
}

function observeStep(
  takeStep: () => Step,
  invocation: Invocation | undefined,
): Step {
  const onResult = (result: IteratorResult<unknown>) => {
    if (result.done) {
      invocation?.end();
    }
    return result;
  };
  const onError = (error: unknown): never => {
    invocation?.fail();
    throw error;
  };
  let step;
  try {
    step = takeStep();
  } catch (error) {
    return onError(error);
  }
  return types.isPromise(step) ? step.then(onResult, onError) : onResult(step);
}
