import type { CountedOptions } from './instrument.options.js';
import { instrument } from './instrument.js';
import { countedMethod } from './counted-method.js';
import { MethodVars } from './method-vars.js';

/**
 * Counts the calls of a method: `calls`, those that failed as `errors`, and
 * those that have yet to end as `inFlight`, in a map that is named after the
 * method, in the map of its class.
 *
 * The method may be of any provider, controller, gateway or resolver, of any
 * scope, and stand above or below other decorators. Promises are watched until
 * they settle, generators until they are done, and Observables, in each
 * subscription, until they complete, fail or are unsubscribed from.
 *
 * All instances of a class count together, in all applications of a process; a
 * class that extends it counts for itself.
 *
 * @throws TypeError when used on anything but a method, without parentheses, or
 * as a standard (TC39) decorator. The application does not start when the
 * method is exposed or instrumented as well, or when the name is taken
 * @example
 * @Counted()
 * async place(order: Order): Promise<void> { … }
 * // "orders": {"place": {"calls": 12, "errors": 1, "inFlight": 2}}
 */
export function Counted(options: CountedOptions = {}): MethodDecorator {
  return instrument(options, {
    decorator: 'Counted',
    wrap: countedMethod,
    makeVars: () => new MethodVars(),
  });
}
