import 'reflect-metadata';
import {
  addExposedMember,
  isDecoratorOptions,
} from '../discovery/exposed-member.js';
import { standardDecorator } from '../discovery/discovery-errors.js';
import { ClassMetrics } from './class-metrics.js';
import type { CountedOptions } from './instrument.options.js';
import type { Method } from './method.js';
import type { MethodMetrics } from './method-metrics.js';
import { CheckedOption, throwMistakes } from '../support/checks.js';
import type { VarMeta } from '../vars/var-meta.js';

/** Defines how a decorator instruments methods. */
export interface Instrument {
  /** The decorator's name, without the `@`. */
  readonly decorator: string;
  /** Reports what is wrong with the options. */
  readonly check: (option: CheckedOption) => void;
  /** Wraps the user's method so that its calls count. */
  readonly wrap: (
    method: Method,
    name: string | symbol,
    classMetrics: ClassMetrics,
  ) => Method;
  /** The metadata of the members of the method's map. */
  readonly members: Readonly<Record<string, VarMeta>>;
  readonly createMetrics: () => MethodMetrics;
}

/**
 * Creates the decorator that replaces a method by an instrumented one and marks
 * it for the explorer.
 *
 * @param options the unchecked options of the user
 * @throws TypeError when the options are not an object; the decorator throws
 *   when it is not on a method, or with all mistakes in the options
 */
export function instrument(
  options: CountedOptions,
  { decorator, check, wrap, members, createMetrics }: Instrument,
): MethodDecorator {
  if (!isDecoratorOptions(options)) {
    throw misplaced(decorator);
  }
  const { name, description } = options;
  return (
    target: object,
    key: string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    if (typeof key === 'object') {
      throw standardDecorator(decorator);
    }
    const isStatic = typeof target === 'function';
    const owner = isStatic ? target : target.constructor;
    const where = `${owner.name || '(anonymous class)'}.${String(key)}`;
    if (descriptor?.get !== undefined) {
      throw new TypeError(
        `@${decorator} is on ${where}, which is a getter; put it on a method, below decorators that turn methods into getters`,
      );
    }
    const method: unknown = descriptor?.value;
    if (descriptor === undefined || typeof method !== 'function') {
      throw misplaced(decorator);
    }
    const option = new CheckedOption([]);
    check(option);
    throwMistakes(`@${decorator} on ${where}`, option.mistakes, TypeError);
    const metrics = new ClassMetrics(owner, isStatic, createMetrics);
    descriptor.value = wrap(method as Method, method.name || key, metrics);
    copyProperties(method, descriptor.value as Function);
    addExposedMember(target, {
      decorator,
      key,
      memberKind: 'method',
      parameters: method.length,
      name,
      meta: {
        ...(description !== undefined && { description }),
        members,
        pathLabels: ['class', 'method'],
      },
      metricsOf: (constructor) => metrics.ofClass(constructor),
    });
  };
}

function misplaced(decorator: string): TypeError {
  return new TypeError(
    `@${decorator} goes on a method, with parentheses: @${decorator}() or @${decorator}({ name, description })`,
  );
}

/** Copies name, length and the metadata that other decorators have set. */
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
