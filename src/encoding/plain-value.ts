import { MAX_DEPTH, MAX_NESTED_VARS } from './limits.js';
import { type NestedVars, type Scalar, ValueWalker } from './value-walker.js';

/** A value of the document as typed, immutable data without user code. */
export type PlainValue = Scalar | readonly PlainValue[] | PlainObject;

/** The members of an object in the order of the document. */
export type PlainObject = ReadonlyMap<string, PlainValue>;

/** Returns the values of variables inside a value. */
export interface NestedValues extends NestedVars {
  /**
   * Returns the value of a variable, which may contain variables again.
   *
   * @throws the reason when the variable has failed
   */
  valueOf(variable: object): unknown;
  /** Called for a variable that is left out, with the reason. */
  failed(variable: object, error: unknown): void;
}

/**
 * Returns a JavaScript value as data, by the rules of {@link goMarshal}: the
 * same members in the same order, the same omissions, limits and errors.
 * Parsing the text that `goMarshal` returns gives equal data, except that a
 * `bigint` keeps its digits.
 *
 * @param nested returns the values of variables in the value
 * @param maxBytes the longest JSON text that the value may have
 * @param depth the number of arrays and objects around the value
 */
export function toPlainValue(
  value: unknown,
  nested?: NestedValues,
  maxBytes?: number,
  depth?: number,
): PlainValue {
  return new PlainValueWalker(nested, maxBytes, depth).resultOf(value);
}

class PlainValueWalker extends ValueWalker<PlainValue> {
  /** The variables around the value being walked. */
  private readonly variables: object[] = [];
  /** The number of ancestors of the innermost variable. */
  private variableLevel = 0;
  private variableCount = 0;

  constructor(
    private readonly nestedValues: NestedValues | undefined,
    maxBytes: number | undefined,
    depth: number | undefined,
  ) {
    super(nestedValues, maxBytes, depth);
  }

  protected override scalar(value: Scalar): PlainValue {
    return typeof value === 'string' ? value.toWellFormed() : value;
  }

  protected override array(items: PlainValue[]): PlainValue {
    return items;
  }

  protected override addMember(
    object: Map<string, PlainValue> = new Map<string, PlainValue>(),
    key: string,
    _keyJson: string,
    member: PlainValue,
  ): PlainValue {
    return object.set(key.toWellFormed(), member);
  }

  protected override endObject(
    object: PlainValue = new Map<string, PlainValue>(),
  ): PlainValue {
    return object;
  }

  protected override variable(variable: object): PlainValue | undefined {
    const { ancestors, bytesLeft, variableLevel } = this;
    const level = ancestors.length;
    this.variableLevel = level;
    if (++this.variableCount > MAX_NESTED_VARS) {
      throw this.exceeded(
        `it has more than ${MAX_NESTED_VARS} variables in its value`,
      );
    }
    try {
      return this.variableValue(variable);
    } catch (error) {
      // A variable that is the value of another one, or the whole value, fails
      // with it.
      if (level === variableLevel || error === this.limitError) {
        throw error;
      }
      ancestors.length = level;
      this.bytesLeft = bytesLeft;
      this.nestedValues!.failed(variable, error);
      return undefined;
    } finally {
      this.variableLevel = variableLevel;
    }
  }

  private variableValue(variable: object): PlainValue {
    const { variables } = this;
    if (variables.includes(variable)) {
      throw new Error('the value contains itself');
    }
    if (variables.length >= MAX_DEPTH) {
      throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
    }
    variables.push(variable);
    try {
      return this.resultOf(this.nestedValues!.valueOf(variable));
    } finally {
      variables.pop();
    }
  }
}
