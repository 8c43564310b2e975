import { mayHaveHugeNumber } from '../encoding/huge-numbers.js';
import { jsonDepth } from '../encoding/json-depth.js';
import { MAX_DEPTH, MAX_VALUE_BYTES } from '../encoding/limits.js';
import type { VarEvaluator } from './var-evaluator.js';
import { VAR_TYPES, type VarType, type VarTypeInfo } from './var-types.js';
import type { VarWriter } from './var-writer.js';

// Registered, so that two copies of the package in one process agree.
const TYPE = Symbol.for('nestjs-expvar:var');

/** @internal Writes the variable into a document, or throws. */
export const WRITE = Symbol.for('nestjs-expvar:write');

/** @internal Adds to a number of the type; on any other does nothing. */
export const ADD = Symbol.for('nestjs-expvar:add');

/** @internal Gives the part of the value that can be read every second. */
export const SUMMARY = Symbol.for('nestjs-expvar:summary');

/** @internal Evaluates the functions in the variable, ahead of its writing. */
export const EVALUATE = Symbol.for('nestjs-expvar:evaluate');

/**
 * An exported variable: Go's `expvar.Var`. Extend it for a type of your own;
 * `toString()` is all that it takes.
 *
 * @example
 * class Ring extends Var {
 *   readonly items: number[] = [];
 *
 *   toString(): string {
 *     return JSON.stringify(this.items);
 *   }
 * }
 */
export abstract class Var {
  static {
    Var.mark('custom');
  }

  /** @internal Sets what {@link varTypeOf} says of a class's variables. */
  protected static mark(type: VarType): void {
    Object.defineProperty(this.prototype, TYPE, { value: type });
  }

  /**
   * The variable's value as JSON, as Go's `String()`. In a class of your own
   * the text is checked at every scrape: where it is not JSON, or where this
   * throws, the variable has failed and no other is harmed.
   */
  abstract toString(): string;

  /** What `JSON.stringify` prints for the variable: its value. */
  toJSON(): unknown {
    return JSON.parse(this.toString());
  }

  /** @internal */
  [ADD](_type: 'int' | 'float', _delta: number | bigint): void {}

  /** @internal */
  [WRITE](writer: VarWriter): void {
    writeText(writer, this);
  }

  /** @internal */
  [EVALUATE](_evaluator: VarEvaluator): void {}
}

/** The type of a variable, of this copy of the package or another. */
export function varTypeOf(value: unknown): VarType | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { [TYPE]?: VarType })[TYPE]
    : undefined;
}

/**
 * True for a variable that holds no user code and no other variable. Subclasses
 * of the built-in types are none, because they may override `toString()`.
 */
export function isPlainVar(value: Var | null): boolean {
  try {
    const prototype = Object.getPrototypeOf(value) as { [TYPE]: VarType };
    const type: VarTypeInfo | undefined = Object.hasOwn(prototype, TYPE)
      ? VAR_TYPES[prototype[TYPE]]
      : undefined;
    return type?.needsEvaluation === false && WRITE in prototype;
  } catch {
    return false; // The value is null, or a Proxy whose trap throws.
  }
}

/**
 * The value of a plain variable, without parts that are expensive to read: a
 * histogram leaves out its window.
 */
export function summaryOf(variable: Var): unknown {
  return SUMMARY in variable
    ? (variable as { [SUMMARY](): unknown })[SUMMARY]()
    : (variable as { readonly value?: unknown }).value;
}

/**
 * True for a variable whose class writes its own JSON: a user's class, or one
 * that extends a built-in type and overrides `toString()`.
 */
export function overridesText(variable: Var): boolean {
  let prototype: unknown = Object.getPrototypeOf(variable);
  while (prototype !== null && !Object.hasOwn(prototype as object, TYPE)) {
    prototype = Object.getPrototypeOf(prototype);
  }
  return variable.toString !== (prototype as Var | null)?.toString;
}

/** Whether a value is a variable, of this copy of the package or another. */
export function isVar(value: unknown): value is Var {
  return varTypeOf(value) !== undefined;
}

/** A class of variables. */
export type VarClass<T extends Var> = abstract new (...args: never[]) => T;

/**
 * Whether a variable is of a class; of a built-in class also where another copy
 * of the package has created the variable.
 */
export function isInstanceOf<T extends Var>(
  variable: Var | null,
  type: VarClass<T>,
): variable is T {
  const { prototype } = type as { prototype: { [TYPE]?: VarType } };
  const isBuiltIn =
    Object.hasOwn(prototype, TYPE) && prototype[TYPE] !== 'custom';
  return (
    variable instanceof type ||
    (isBuiltIn && varTypeOf(variable) === prototype[TYPE])
  );
}

/** @internal Adds to a variable of any origin if it is a number of the type. */
export function addTo(
  variable: Var,
  type: 'int' | 'float',
  delta: number | bigint,
): void {
  if (ADD in variable) {
    variable[ADD](type, delta);
  } else if (varTypeOf(variable) === type) {
    (variable as { add(delta: number | bigint): void }).add(delta);
  }
}

/** @internal Writes a variable of any origin into a document, or throws. */
export function writeVar(writer: VarWriter, variable: Var): void {
  if (WRITE in variable) {
    variable[WRITE](writer);
  } else {
    writeText(writer, variable);
  }
}

/** @internal Evaluates the functions in a variable of any origin. */
export function evaluateVar(evaluator: VarEvaluator, variable: Var): void {
  if (EVALUATE in variable) {
    variable[EVALUATE](evaluator);
  }
}

/**
 * @internal The JSON of a variable that is not ours.
 * @throws Error when its text is not JSON, or too long or deep a one
 */
export function checkedText(variable: Var, maxDepth = MAX_DEPTH): string {
  const text: unknown = variable.toString();
  if (typeof text !== 'string') {
    throw new TypeError(`toString() gave a ${typeof text}, not a string`);
  }
  if (
    text.length > MAX_VALUE_BYTES ||
    Buffer.byteLength(text) > MAX_VALUE_BYTES
  ) {
    throw new Error(
      `toString() gave text that is longer than ${MAX_VALUE_BYTES} bytes`,
    );
  }
  try {
    JSON.parse(text, mayHaveHugeNumber(text) ? finite : undefined);
  } catch (error) {
    throw new Error(`toString() gave text that is not JSON`, { cause: error });
  }
  if (jsonDepth(text) > maxDepth) {
    throw new Error(
      `toString() gave JSON that nests deeper than ${MAX_DEPTH} levels`,
    );
  }
  return text;
}

/** For `JSON.parse`: Go's fails on the page for a number beyond float64. */
function finite(_key: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) {
    throw new RangeError('a number is beyond float64');
  }
  return value;
}

function writeText(writer: VarWriter, variable: Var): void {
  writer.out.writeText(checkedText(variable, MAX_DEPTH - writer.depth));
}
