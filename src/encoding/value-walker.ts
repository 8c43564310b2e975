import { types } from 'node:util';
import { describeValue } from '../support/describe-value.js';
import {
  goMarshalString,
  MAX_ESCAPED_BYTES,
  minQuotedBytes,
} from './go-string.js';
import { compareKeys } from './key-order.js';
import { LimitError, MAX_DEPTH, MAX_VALUE_BYTES } from './limits.js';
import { kindOf, type ObjectKind } from './object-kind.js';

/**
 * Larger integers are refused, because converting a huge one may take minutes.
 */
const MAX_INTEGER = 2n ** 256n;

/** A JSON value that is neither an array nor an object. */
export type Scalar = null | boolean | number | bigint | string;

/** Recognizes variables in a value and receives its promises. */
export interface NestedVars {
  isVar(object: object): boolean;
  /** Called for each promise in a value, because nobody awaits it. */
  ignore(promise: PromiseLike<unknown>): void;
}

/**
 * Walks a JavaScript value by the rules that {@link goMarshal} documents, and
 * builds a result from it. The subclass decides what the result is.
 */
export abstract class ValueWalker<Result> {
  /** The arrays and objects around the value being walked. */
  protected readonly ancestors: object[] = [];
  /** The remaining bytes of the JSON text, even if the result is not text. */
  protected bytesLeft: number;
  protected limitError: Error | undefined;
  /**
   * The remaining visits. They bound the time for members that are left out.
   */
  private visitsLeft: number;

  /**
   * @param maxBytes the longest JSON text that the value may have
   * @param depth the number of arrays and objects around the value
   */
  constructor(
    private readonly nested: NestedVars | undefined,
    private readonly maxBytes = MAX_VALUE_BYTES,
    protected readonly depth = 0,
  ) {
    this.bytesLeft = maxBytes;
    this.visitsLeft = maxBytes;
  }

  /** @throws Error when JSON cannot hold the value or a limit is exceeded */
  resultOf(value: unknown): Result {
    const result = this.walk(value, '');
    if (result === undefined) {
      throw new Error(`JSON cannot hold ${describe(value)}`);
    }
    return result;
  }

  protected abstract scalar(value: Scalar, json: string): Result;
  protected abstract array(items: Result[]): Result;
  /** @param object the members so far; undefined before the first one */
  protected abstract addMember(
    object: Result | undefined,
    key: string,
    keyJson: string,
    member: Result,
  ): Result;
  protected abstract endObject(object: Result | undefined): Result;
  /** Returns undefined for a variable that has failed. */
  protected abstract variable(variable: object): Result | undefined;

  /** Returns undefined for a value that JSON cannot hold. */
  protected walk(value: unknown, key: string | number): Result | undefined {
    this.countVisit();
    switch (typeof value) {
      case 'string':
        return this.scalar(value, this.quote(value));
      case 'number':
        return Number.isFinite(value)
          ? this.ascii(value, Object.is(value, -0) ? '-0' : String(value))
          : undefined;
      case 'boolean':
        return this.ascii(value, value ? 'true' : 'false');
      case 'bigint':
        return this.ascii(value, bigintText(value));
      case 'object':
        return value === null
          ? this.ascii(null, 'null')
          : this.object(value, key);
      default:
        return undefined;
    }
  }

  protected get depthHere(): number {
    return this.depth + this.ancestors.length;
  }

  private object(
    value: object,
    key: string | number,
    mayCallToJSON = true,
  ): Result | undefined {
    if (this.nested?.isVar(value)) {
      return this.variable(value);
    }
    const kind = kindOf(value);
    switch (kind) {
      case 'bytes':
        return this.bytes(value as Uint8Array);
      case 'date':
        return this.date(value as Date);
      case 'rawJson':
        return this.rawJson((value as { rawJSON: string }).rawJSON);
      case 'boxed':
        return this.walk(value.valueOf(), '');
      case 'promise':
        this.nested?.ignore(value as Promise<unknown>);
        return undefined;
      case 'observable':
        return undefined;
      default:
        return mayCallToJSON
          ? this.replaceOrEnter(value, kind, key)
          : this.enter(value, kind);
    }
  }

  private replaceOrEnter(
    value: object,
    kind: ObjectKind,
    key: string | number,
  ): Result | undefined {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON !== 'function') {
      return this.enter(value, kind);
    }
    const replacement: unknown = toJSON.call(value, String(key));
    return typeof replacement === 'object' && replacement !== null
      ? this.object(replacement, key, false)
      : this.walk(replacement, key);
  }

  private enter(value: object, kind: ObjectKind): Result {
    if (this.ancestors.includes(value)) {
      throw new Error('the value contains itself');
    }
    if (this.depthHere >= MAX_DEPTH) {
      throw new Error(`the value nests deeper than ${MAX_DEPTH} levels`);
    }
    this.ancestors.push(value);
    this.spend(2); // for the brackets
    const result = this.container(value, kind);
    this.ancestors.pop();
    return result;
  }

  private container(value: object, kind: ObjectKind): Result {
    switch (kind) {
      case 'array':
      case 'typedArray':
        return this.items(
          value as Iterable<unknown>,
          (value as { length: number }).length,
        );
      case 'set':
        return this.items(value as Set<unknown>, (value as Set<unknown>).size);
      case 'map':
        return this.entries(this.sortedEntries(value as Map<unknown, unknown>));
      case 'error':
        return this.entries([
          ['name', (value as Error).name],
          ['message', (value as Error).message],
        ]);
      default:
        return this.members(value as Record<string, unknown>);
    }
  }

  private items(items: Iterable<unknown>, length: number): Result {
    this.checkBudget(length * 2 - 1);
    const results: Result[] = [];
    for (const item of items) {
      if (results.length > 0) {
        this.spend(1);
      }
      const result = this.walk(item, results.length);
      results.push(result === undefined ? this.ascii(null, 'null') : result);
    }
    return this.array(results);
  }

  private members(value: Record<string, unknown>): Result {
    let object: Result | undefined;
    for (const key of Object.keys(value)) {
      object = this.withMember(object, key, value[key]);
    }
    return this.endObject(object);
  }

  private entries(entries: Iterable<[string, unknown]>): Result {
    let object: Result | undefined;
    for (const [key, value] of entries) {
      object = this.withMember(object, key, value);
    }
    return this.endObject(object);
  }

  private withMember(
    object: Result | undefined,
    key: string,
    value: unknown,
  ): Result | undefined {
    const member = this.walk(value, key);
    if (member === undefined) {
      return object;
    }
    this.spend(object === undefined ? 1 : 2); // for the colon and comma
    return this.addMember(object, key, this.quote(key), member);
  }

  private sortedEntries(map: Map<unknown, unknown>): [string, unknown][] {
    this.checkBudget(map.size * 4);
    // The keys 1 and '1' are the same in JSON. The last one wins.
    const entries = new Map<string, unknown>();
    for (const [key, value] of map) {
      this.countVisit();
      entries.set(mapKey(key), value);
    }
    return [...entries].toSorted(([a], [b]) => compareKeys(a, b));
  }

  private bytes(value: Uint8Array): Result {
    this.checkBudget(Math.ceil(value.byteLength / 3) * 4);
    // The copy has the real length, even if properties of the value lie about
    // it.
    const text = Buffer.from(new Uint8Array(value).buffer).toString('base64');
    return this.ascii(text, `"${text}"`);
  }

  private date(value: Date): Result | undefined {
    const time = value.getTime();
    if (Number.isNaN(time)) {
      return undefined;
    }
    const year = value.getUTCFullYear();
    if (year < 0 || year > 9999) {
      throw new Error(`RFC 3339 has no year ${year}`);
    }
    const text = new Date(time).toISOString().replace(/\.?0+Z$/, 'Z');
    return this.ascii(text, `"${text}"`);
  }

  private rawJson(json: string): Result | undefined {
    const value = JSON.parse(json) as Scalar;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) {
        return undefined;
      }
      const isBigInteger = !Number.isSafeInteger(value) && /^-?\d+$/.test(json);
      return this.ascii(isBigInteger ? BigInt(json) : value, json);
    }
    return this.walk(value, '');
  }

  private quote(text: string): string {
    // The length is checked first, because escaping a long string takes long.
    if (text.length * MAX_ESCAPED_BYTES > this.bytesLeft) {
      this.checkBudget(minQuotedBytes(text, this.bytesLeft));
    }
    return this.spendText(goMarshalString(text));
  }

  private ascii(value: Scalar, json: string): Result {
    this.spend(json.length);
    return this.scalar(value, json);
  }

  protected spendText(json: string): string {
    this.spend(Buffer.byteLength(json));
    return json;
  }

  private spend(bytes: number): void {
    this.checkBudget(bytes);
    this.bytesLeft -= bytes;
  }

  /** Throws if the bytes exceed the budget, before the work of writing them. */
  private checkBudget(bytes: number): void {
    if (bytes > this.bytesLeft) {
      throw this.tooLong();
    }
  }

  private countVisit(): void {
    if (this.visitsLeft-- === 0) {
      throw this.tooLong();
    }
  }

  private tooLong(): Error {
    return this.exceeded(`the value is longer than ${this.maxBytes} bytes`);
  }

  /** Returns the error for a limit of the whole value. */
  protected exceeded(message: string): Error {
    this.limitError = new LimitError(message);
    return this.limitError;
  }
}

function bigintText(value: bigint): string {
  if (value >= MAX_INTEGER || value <= -MAX_INTEGER) {
    throw new Error('an integer has more than 256 bits');
  }
  return value.toString();
}

function mapKey(key: unknown): string {
  switch (typeof key) {
    case 'string':
      return key;
    case 'number':
      return String(key);
    case 'bigint':
      return bigintText(key);
    default:
      throw new Error(
        `a Map key must be a string, number or bigint, as in Go; it is ${typeof key === 'object' ? describeValue(key) : describe(key)}`,
      );
  }
}

/** Describes a value that JSON cannot hold; never throws for such a value. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'object':
      return types.isDate(value)
        ? 'an invalid Date'
        : 'an object without a value, such as an Observable; subscribe to it and expose the value that it emitted last';
    default:
      return `a value of type ${typeof value}`;
  }
}
