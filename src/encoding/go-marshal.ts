import { type NestedVars, type Scalar, ValueWalker } from './value-walker.js';

/** Returns the JSON of variables inside a value. */
export interface NestedJson extends NestedVars {
  /**
   * Returns the JSON of a variable, or undefined if it failed.
   *
   * @param maxBytes the number of bytes left for the value
   * @param depth the number of arrays and objects around the variable
   */
  jsonOf(variable: object, maxBytes: number, depth: number): string | undefined;
}

/**
 * Returns a JavaScript value as Go's `json.Marshal` writes the value of an
 * `expvar.Func`, with these rules:
 *
 * - compact, with `<`, `>`, `&`, U+2028 and U+2029 escaped;
 * - `bigint` as an integer, `-0` as `-0`, other numbers as JavaScript does;
 * - `Date` as RFC 3339 with trailing zeros of the fraction trimmed;
 * - `Uint8Array` (so `Buffer`) as base64, other typed arrays and `Set` as
 *   arrays;
 * - `Map` as an object with sorted keys, other objects with their own
 *   enumerable members in insertion order, `Error` as its name and message;
 * - an object with a `toJSON` method as what that returns.
 *
 * Object members that are undefined, functions, symbols, promises, Observables,
 * invalid dates, NaN or infinite are left out; such array elements are `null`.
 *
 * @param nested returns the JSON of variables in the value
 * @param maxBytes the most bytes of the text; a longer value throws
 * @param depth the number of arrays and objects around the value
 * @throws Error when the value itself is of a kind that is left out, contains
 *   itself, nests deeper than {@link MAX_DEPTH}, is longer than `maxBytes`, has
 *   an integer of more than 256 bits, or when its own code throws
 */
export function goMarshal(
  value: unknown,
  nested?: NestedJson,
  maxBytes?: number,
  depth?: number,
): string {
  return new JsonWalker(nested, maxBytes, depth).resultOf(value);
}

class JsonWalker extends ValueWalker<string> {
  constructor(
    private readonly nestedJson: NestedJson | undefined,
    maxBytes: number | undefined,
    depth: number | undefined,
  ) {
    super(nestedJson, maxBytes, depth);
  }

  protected override scalar(_value: Scalar, json: string): string {
    return json;
  }

  protected override array(items: string[]): string {
    return `[${items.join(',')}]`;
  }

  protected override addMember(
    object: string | undefined,
    _key: string,
    keyJson: string,
    member: string,
  ): string {
    return object === undefined
      ? `${keyJson}:${member}`
      : `${object},${keyJson}:${member}`;
  }

  protected override endObject(members: string | undefined): string {
    return members === undefined ? '{}' : `{${members}}`;
  }

  protected override variable(variable: object): string | undefined {
    const json = this.nestedJson!.jsonOf(
      variable,
      this.bytesLeft,
      this.depthHere,
    );
    return json === undefined ? undefined : this.spendText(json);
  }
}
