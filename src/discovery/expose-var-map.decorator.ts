import 'reflect-metadata';
import { storeClassName } from './class-name.js';
import {
  misplacedExposeVarMap,
  standardDecorator,
} from './discovery-errors.js';

const MAP = Symbol.for('nestjs-expvar:map');

interface MapMark {
  readonly name: string | undefined;
}

/**
 * Collects all variables of a class, named or not, in one top-level map. A
 * subclass inherits it.
 *
 * @param name the map's name; without it the one made from the class's name:
 * `QuotesService` gives `quotes`
 * @throws TypeError when used without parentheses, with anything but a name, or
 * as a standard (TC39) decorator
 * @example
 * @ExposeVarMap('quotes')
 * @Injectable()
 * export class MinifiedService {}
 */
export function ExposeVarMap(name?: string): ClassDecorator {
  if (name !== undefined && typeof name !== 'string') {
    throw misplacedExposeVarMap();
  }
  return (target: object, context?: unknown) => {
    if (context !== undefined) {
      throw standardDecorator('ExposeVarMap');
    }
    storeClassName(target as Function);
    Reflect.defineMetadata(MAP, { name } satisfies MapMark, target);
  };
}

/**
 * Returns the mark of a class, or that of the nearest class that it extends.
 */
export function exposedMapOf(constructor: object): MapMark | undefined {
  return Reflect.getMetadata(MAP, constructor) as MapMark | undefined;
}
