import 'reflect-metadata';
import { addExposedMember } from '../discovery/exposed-member.js';
import { messages } from '../expvar.messages.js';
import { ClassVars } from './class-vars.js';
import type { CountedOptions } from './instrument.options.js';
import type { Method } from './method.js';
import type { MethodVars } from './method-vars.js';

/** How a decorator instruments methods. */
export interface Instrument {
  /** The decorator's name, without the `@`. */
  readonly decorator: string;
  /** Given the method that users wrote, and where its calls count. */
  readonly wrap: (
    method: Method,
    name: string | symbol,
    classVars: ClassVars,
  ) => Method;
  /** Given what the method is called in messages. */
  readonly makeVars: (where: string) => MethodVars;
}

/**
 * The decorator that puts an instrumented method in a method's place, and marks
 * it for the explorer.
 *
 * @param options as a user gave them
 * @throws TypeError when used wrongly
 */
export function instrument(
  options: CountedOptions,
  { decorator, wrap, makeVars }: Instrument,
): MethodDecorator {
  if (typeof options !== 'object' || options === null || isPrototype(options)) {
    throw new TypeError(messages.badInstrument(decorator));
  }
  const { name, description } = options;
  return (
    target: object,
    key: string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    if (typeof key === 'object') {
      throw new TypeError(messages.standardDecorator(decorator));
    }
    const isStatic = typeof target === 'function';
    const owner = isStatic ? target : target.constructor;
    const where = `${owner.name || '(anonymous class)'}.${String(key)}`;
    if (descriptor?.get !== undefined) {
      throw new TypeError(messages.instrumentedGetter(decorator, where));
    }
    const method: unknown = descriptor?.value;
    if (descriptor === undefined || typeof method !== 'function') {
      throw new TypeError(messages.badInstrument(decorator));
    }
    const classVars = new ClassVars(owner, isStatic, () => makeVars(where));
    descriptor.value = wrap(method as Method, method.name || key, classVars);
    copyProperties(method, descriptor.value as Function);
    addExposedMember(target, {
      decorator,
      key,
      form: 'method',
      parameters: method.length,
      name,
      meta: description === undefined ? {} : { description },
      variableOf: (constructor) => classVars.ofClass(constructor).map,
    });
  };
}

/** What the argument is when the decorator stands without parentheses. */
function isPrototype(value: object): boolean {
  return Object.hasOwn(value, 'constructor');
}

/** Name, length, and what other decorators have left there in either way. */
function copyProperties(from: Function, to: Function): void {
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(
    from,
  ) as Record<string, PropertyDescriptor>;
  Object.defineProperties(to, properties);
  for (const key of Reflect.getOwnMetadataKeys(from)) {
    const value: unknown = Reflect.getOwnMetadata(key, from);
    Reflect.defineMetadata(key, value, to);
  }
}
