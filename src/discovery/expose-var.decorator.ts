import type { VarMeta } from '../vars/var-meta.js';
import { misplacedExposeVar, standardDecorator } from './discovery-errors.js';
import {
  addExposedMember,
  type ExposedMember,
  isDecoratorOptions,
} from './exposed-member.js';

/** The options of `@ExposeVar`. */
export interface ExposeVarOptions extends Omit<VarMeta, 'source'> {
  /** The whole top-level name; without it a key of the class's map. */
  readonly name?: string;
}

/**
 * Publishes a member of a provider or controller when the application starts:
 *
 * - a getter, or a method without parameters, is called at every scrape and
 *   may be async;
 * - a property or `accessor` is read at every scrape; one that holds a variable,
 *   such as an {@link IntVar}, is written as that variable;
 * - static members are published once per class.
 *
 * A name is the whole top-level name. Without one the variable is a key of the
 * map of its class: `ticks` of `QuotesService` is `"quotes": {"ticks": …}`.
 *
 * The application does not start when the class is request-scoped or
 * transient and the member is not static, when a method has parameters, or
 * when the name is taken or not allowed; the error names class and member.
 *
 * @throws TypeError when used on anything but a member, without parentheses, or
 * as a standard (TC39) decorator: NestJS needs TypeScript's
 * `experimentalDecorators`
 * @example
 * @ExposeVar('CuMemory')
 * get size() { return this.klines.size; }
 *
 * @ExposeVar({ kind: 'counter', unit: '1', description: 'Ticks received' })
 * readonly ticks = new IntVar();
 */
export function ExposeVar(nameOrOptions?: string | ExposeVarOptions): (
  // TypeScript does not accept a MethodDecorator on an accessor.
  target: object,
  key: string | symbol,
  descriptor?: PropertyDescriptor,
) => void {
  const options =
    nameOrOptions === undefined || typeof nameOrOptions === 'string'
      ? { name: nameOrOptions }
      : nameOrOptions;
  if (!isDecoratorOptions(options)) {
    throw misplacedExposeVar();
  }
  const { name, ...meta } = options;
  return (
    target: object,
    key: string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    if (typeof key === 'object') {
      throw standardDecorator('ExposeVar');
    }
    if (key === undefined || typeof descriptor === 'number') {
      throw misplacedExposeVar();
    }
    addExposedMember(target, {
      decorator: 'ExposeVar',
      key,
      name,
      meta,
      memberKind: memberKindOf(descriptor),
      parameters: (descriptor?.value as Function | undefined)?.length ?? 0,
    });
  };
}

function memberKindOf(
  descriptor: PropertyDescriptor | undefined,
): ExposedMember['memberKind'] {
  if (descriptor?.get !== undefined) {
    return 'getter';
  }
  if (descriptor?.set !== undefined) {
    return 'setter';
  }
  return typeof descriptor?.value === 'function' ? 'method' : 'property';
}
