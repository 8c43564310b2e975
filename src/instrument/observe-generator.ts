import type { MethodVars } from './method-vars.js';
import { Invocation } from './invocation.js';

type Step = IteratorResult<unknown> | Promise<IteratorResult<unknown>>;

type AnyGenerator = Record<
  'next' | 'return' | 'throw',
  (...args: unknown[]) => Step
>;

/** Watches a generator, async or not, from its first step to its last. */
export function observeGenerator(
  generator: AnyGenerator,
  vars: MethodVars,
): void {
  let run: Invocation | undefined;
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = generator[method];
    Object.defineProperty(generator, method, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        if (method === 'next') {
          run ??= new Invocation(vars);
        }
        return watchedStep(() => original.apply(this, args), run);
      },
    });
  }
}

function watchedStep(take: () => Step, run: Invocation | undefined): Step {
  const look = (result: IteratorResult<unknown>) => {
    if (result.done) {
      run?.end();
    }
    return result;
  };
  const fail = (error: unknown): never => {
    run?.fail();
    throw error;
  };
  let step;
  try {
    step = take();
  } catch (error) {
    return fail(error);
  }
  return step instanceof Promise ? step.then(look, fail) : look(step);
}
