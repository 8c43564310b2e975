import {
  checkCountedOptions,
  type CountedOptions,
} from './instrument.options.js';
import { instrument } from './instrument.js';
import { countedMethod } from './counted-method.js';
import { METHOD_META, MethodMetrics } from './method-metrics.js';

/**
 * Counts the calls of a method: `calls`, failed calls as `errors`, and calls that
 * have not ended as `inFlight`. They are a map with the name of the method, in
 * the map of its class.
 *
 * The method may belong to a provider, controller, gateway or resolver of any
 * scope, and the decorator may stand above or below others. A call that returns a
 * promise ends when the promise settles, a generator when it is done, and an
 * Observable, in each subscription, when it completes, fails or is unsubscribed.
 *
 * All instances of a class in an application count together. A subclass counts
 * for itself, and an override needs a decorator of its own. Calls before the
 * application starts count for it. While several applications of a process run,
 * request-scoped and transient instances count for the one that started last.
 *
 * @throws TypeError when it is not on a method, has no parentheses, has invalid
 * options, or is used as a standard (TC39) decorator. The application does not
 * start when the method has another decorator of this package, or when the name
 * is taken
 * @example
 * @Counted()
 * async place(order: Order): Promise<void> { … }
 * // "orders": {"place": {"calls": 12, "errors": 1, "inFlight": 2}}
 */
export function Counted(options: CountedOptions = {}): MethodDecorator {
  return instrument(options, {
    decorator: 'Counted',
    check: (option) => checkCountedOptions(options, option),
    wrap: countedMethod,
    members: METHOD_META,
    createMetrics: () => new MethodMetrics(),
  });
}
