import type { InspectOptions } from 'node:util';
import type { ByteWriter } from '../encoding/byte-writer.js';
import { MAX_DEPTH, MAX_VALUE_BYTES } from '../encoding/limits.js';
import { describeValue } from '../support/describe-value.js';
import { formatError } from '../support/log-text.js';
import type { VarEvaluator } from './var-evaluator.js';
import { VAR_TYPES, type VarType, type VarTypeInfo } from './var-types.js';

// Two copies of the package in one process share registered symbols.

/** @internal The type of a variable. */
export const TYPE = Symbol.for('nestjs-expvar:var');

/** The `toString` of the built-in type, which a subclass may override. */
const TO_STRING = Symbol.for('nestjs-expvar:to-string');

/** @internal Writes the variable into a document, or throws why it has failed. */
export const WRITE = Symbol.for('nestjs-expvar:write');

/** @internal Gives the part of the value that can be read every second. */
export const SUMMARY = Symbol.for('nestjs-expvar:summary');

/** @internal Evaluates the functions in the variable before it is written. */
export const EVALUATE = Symbol.for('nestjs-expvar:evaluate');

// Node's name for a method that util.inspect calls.
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** @internal Returns what `util.inspect` shows in parentheses. */
export const INSPECTED = Symbol.for('nestjs-expvar:inspected');

/** @internal The part of the document that a variable writes. */
export interface VarOutput {
  readonly out: ByteWriter;
  /** The number of maps and objects around the variable. */
  readonly depth: number;
}

/** Makes the type of variables nominal: no other object has this property. */
declare const NOMINAL: unique symbol;

/**
 * An exported variable: Go's `expvar.Var`. Extend it for a type of your own; the
 * class only has to implement `toString()`.
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

  declare protected readonly [NOMINAL]: true;

  /** @internal */
  declare readonly [TYPE]: VarType;

  /** @internal Sets the type that {@link varTypeOf} returns for the class. */
  protected static mark(type: VarType): void {
    Object.defineProperties(this.prototype, {
      [TYPE]: { value: type },
      // oxlint-disable-next-line typescript/unbound-method -- It is only compared.
      [TO_STRING]: { value: this.prototype.toString },
    });
  }

  /**
   * Returns the value as JSON, like Go's `String()`. The text of a class of your
   * own is checked at every scrape. When it is not JSON, or when this method
   * throws, the variable has failed and the others are not affected.
   */
  abstract toString(): string;

  /**
   * Returns the value for `JSON.stringify`. Integers beyond 2^53 keep their digits
   * on Node 22 and newer.
   */
  toJSON(): unknown {
    return JSON.parse(this.toString(), keepDigits);
  }

  /** @internal Shows the value in `console.log`, such as `IntVar(42)`. */
  [INSPECT](
    depth: number | null,
    options: InspectOptions,
    inspect: (value: unknown, options: InspectOptions) => string,
  ): string {
    let text: string;
    try {
      text = inspect(this[INSPECTED](), { ...options, depth });
    } catch (error) {
      text = `<${formatError(error)}>`;
    }
    const { name } = this.constructor as { name: unknown };
    return `${typeof name === 'string' ? name : ''}(${text})`;
  }

  /** @internal Returns the value to show, which may have more digits than JSON. */
  [INSPECTED](): unknown {
    return JSON.parse(this.toString());
  }

  /**
   * @internal Returns a warning for the log, if there is one. A variable that
   * contains others declares the VarWriter that it always gets.
   */
  [WRITE](writer: VarOutput): string | void {
    writeCustom(writer, this);
  }

  /** @internal */
  [EVALUATE](_evaluator: VarEvaluator): void {}
}

/** A reviver for `JSON.parse`; Node 20 has neither the context nor rawJSON. */
function keepDigits(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source;
  return typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
    ? (JSON as unknown as { rawJSON(json: string): unknown }).rawJSON(source)
    : value;
}

/**
 * Returns the type of a variable, of this copy of the package or another;
 * undefined for any other value.
 */
export function varTypeOf(value: unknown): VarType | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { [TYPE]?: VarType })[TYPE]
    : undefined;
}

/**
 * True for a variable that holds no user code and no other variable. False for
 * subclasses of the built-in types, because they may override `toString()`.
 */
export function isPlainVar(value: Var | null): boolean {
  try {
    const prototype = Object.getPrototypeOf(value) as { [TYPE]: VarType };
    const type: VarTypeInfo | undefined = Object.hasOwn(prototype, TYPE)
      ? VAR_TYPES[prototype[TYPE]]
      : undefined;
    return (
      type?.needsEvaluation === false &&
      WRITE in prototype &&
      !Object.hasOwn(value!, 'toString')
    );
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
  return (
    variable.toString !== (variable as { [TO_STRING]?: unknown })[TO_STRING]
  );
}

/** True for a variable of this copy of the package or another. */
export function isVar(value: unknown): value is Var {
  return varTypeOf(value) !== undefined;
}

/** A class of variables. */
export type VarClass<T extends Var> = abstract new (...args: never[]) => T;

/**
 * True if a variable is of a class; of a built-in class also where another copy
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

/**
 * @internal Writes a variable of any origin into a document, or throws. Returns
 * a warning for the log, if there is one.
 */
export function writeVar(writer: VarOutput, variable: Var): string | void {
  if (WRITE in variable && !overridesText(variable)) {
    return variable[WRITE](writer);
  }
  writeCustom(writer, variable);
}

/** @internal Evaluates the functions in a variable of any origin. */
export function evaluateVar(evaluator: VarEvaluator, variable: Var): void {
  if (EVALUATE in variable) {
    variable[EVALUATE](evaluator);
  }
}

/**
 * @internal The JSON of a custom variable, as text and parsed.
 *
 * @param maxDepth the most arrays and objects that may nest in it
 * @throws Error when `toString()` throws or returns something else than JSON that
 * is within the limits
 */
export function customJson(
  variable: Var,
  maxDepth = MAX_DEPTH,
): { readonly text: string; readonly value: unknown } {
  const text: unknown = variable.toString();
  if (typeof text !== 'string') {
    throw new TypeError(
      `toString() must return a string; it returned ${describeValue(text)}`,
    );
  }
  if (
    text.length > MAX_VALUE_BYTES ||
    Buffer.byteLength(text) > MAX_VALUE_BYTES
  ) {
    throw new Error(`toString() returned more than ${MAX_VALUE_BYTES} bytes`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('toString() returned text that is not JSON', {
      cause: error,
    });
  }
  checkLimits(value, maxDepth);
  return { text, value };
}

function checkLimits(value: unknown, maxDepth: number): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    // Go's decoders reject the whole document for such a number.
    throw new RangeError('toString() returned a number beyond float64');
  }
  if (typeof value === 'object' && value !== null) {
    if (maxDepth === 0) {
      throw new Error(
        `toString() returned JSON that nests deeper than ${MAX_DEPTH} levels`,
      );
    }
    for (const member of Object.values(value)) {
      checkLimits(member, maxDepth - 1);
    }
  }
}

function writeCustom(writer: VarOutput, variable: Var): void {
  const { text } = customJson(variable, MAX_DEPTH - writer.depth);
  writer.out.writeText(text);
}
