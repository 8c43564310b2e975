import { types } from 'node:util';
import { compareKeys } from './key-order.js';
import {
  goMarshalString,
  MAX_ESCAPED_BYTES,
  quotedBytes,
} from './go-string.js';
import { MAX_DEPTH, MAX_VALUE_BYTES, TooLongError } from './limits.js';

/** So long an integer is written in no time; the next may take minutes. */
const MAX_INTEGER = 2n ** 256n;

/**
 * A JavaScript value as Go's `json.Marshal` writes the value of an
 * `expvar.Func`, where JavaScript has the same thing:
 *
 * - compact, with `<`, `>`, `&`, U+2028 and U+2029 escaped;
 * - `bigint` as an integer, `-0` as `-0`, other numbers as JavaScript does;
 * - `Date` as RFC 3339 with trailing zeros of the fraction trimmed;
 * - `Uint8Array` (so `Buffer`) as base64, other typed arrays and `Set` as arrays;
 * - `Map` as an object with sorted keys, other objects with their own
 *   enumerable members in insertion order, `Error` as its name and message;
 * - an object with a `toJSON` method as what that returns.
 *
 * Object members that are undefined, functions, symbols, promises, Observables,
 * invalid dates, NaN or infinite are left out; such array elements are `null`.
 *
 * @param ownText asked first for every object: its JSON, empty for one that is
 * left out, or undefined
 * @param maxBytes the most that the text may take; the walk stops beyond it
 * @throws Error when the value itself is one of those, contains itself, nests
 * deeper than {@link MAX_DEPTH}, is longer than `maxBytes`, has an
 * integer of more than 256 bits, or when its own code throws
 */
export function goMarshal(
  value: unknown,
  ownText?: OwnText,
  maxBytes: number = MAX_VALUE_BYTES,
  depth = 0,
): string {
  const text = new Marshaler(ownText, maxBytes, depth).any(value, '');
  if (text === undefined) {
    throw new Error(`JSON cannot hold ${describe(value)}`);
  }
  return text;
}

type OwnText = (
  object: object,
  maxBytes: number,
  depth: number,
) => string | undefined;

class Marshaler {
  private bytesLeft: number;
  /** What is left out takes no bytes, but time. */
  private visitsLeft: number;
  private readonly ancestors: object[] = [];

  constructor(
    private readonly ownText: OwnText | undefined,
    private readonly maxBytes: number,
    private readonly depth: number,
  ) {
    this.bytesLeft = maxBytes;
    this.visitsLeft = maxBytes;
  }

  /** The JSON of a value; undefined for one that JSON cannot hold. */
  any(value: unknown, key: string): string | undefined {
    this.visit();
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return Number.isFinite(value)
          ? this.spend(Object.is(value, -0) ? '-0' : String(value))
          : undefined;
      case 'boolean':
        return this.spend(value ? 'true' : 'false');
      case 'bigint':
        return this.spend(bigintText(value));
      case 'object':
        return value === null ? this.spend('null') : this.object(value, key);
      default:
        return undefined;
    }
  }

  private object(value: object, key: string): string | undefined {
    const leaf = this.leaf(value);
    if (leaf !== undefined) {
      return leaf.text;
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON !== 'function') {
      return this.nest(value);
    }
    const replaced: unknown = toJSON.call(value, key);
    if (typeof replaced !== 'object' || replaced === null) {
      return this.any(replaced, key);
    }
    const replacedLeaf = this.leaf(replaced);
    return replacedLeaf === undefined ? this.nest(replaced) : replacedLeaf.text;
  }

  /** What is written otherwise than by its members or toJSON. */
  private leaf(value: object): { text: string | undefined } | undefined {
    const ownText = this.ownText?.(
      value,
      this.bytesLeft,
      this.depth + this.ancestors.length,
    );
    if (ownText !== undefined) {
      return { text: ownText === '' ? undefined : this.spendText(ownText) };
    }
    if (types.isUint8Array(value)) {
      this.reserve(Math.ceil(value.byteLength / 3) * 4);
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
      return { text: this.spend(`"${bytes.toString('base64')}"`) };
    }
    if (types.isDate(value)) {
      return { text: this.date(value) };
    }
    if (isRawJson(value)) {
      return { text: this.spendText(value.rawJSON) };
    }
    if (types.isBoxedPrimitive(value)) {
      return { text: this.any(value.valueOf(), '') };
    }
    return types.isPromise(value) || isObservable(value)
      ? { text: undefined }
      : undefined;
  }

  private nest(value: object): string {
    if (this.ancestors.includes(value)) {
      throw new Error('the value contains itself');
    }
    if (this.depth + this.ancestors.length >= MAX_DEPTH) {
      throw new Error(`the value nests deeper than ${MAX_DEPTH} levels`);
    }
    this.ancestors.push(value);
    this.spend('[]');
    const text = this.container(value);
    this.ancestors.pop();
    return text;
  }

  private container(value: object): string {
    if (Array.isArray(value)) {
      return this.array(value, value.length);
    }
    if (types.isTypedArray(value)) {
      return this.array(value as Iterable<unknown>, value.length);
    }
    if (types.isSet(value)) {
      return this.array(value, value.size);
    }
    if (types.isMap(value)) {
      return this.members(this.sortedEntries(value));
    }
    if (types.isNativeError(value)) {
      return this.members([
        ['name', value.name],
        ['message', value.message],
      ]);
    }
    return this.ownMembers(value as Record<string, unknown>);
  }

  /** Like {@link Marshaler.members}, without an entry for each. */
  private ownMembers(value: Record<string, unknown>): string {
    let text = '';
    for (const key of Object.keys(value)) {
      const member = this.any(value[key], key);
      if (member !== undefined) {
        this.spend(text === '' ? ':' : ',:');
        text += `${text === '' ? '' : ','}${this.string(key)}:${member}`;
      }
    }
    return `{${text}}`;
  }

  private array(items: Iterable<unknown>, length: number): string {
    this.reserve(length * 2 - 1);
    const texts: string[] = [];
    for (const item of items) {
      if (texts.length > 0) {
        this.spend(',');
      }
      texts.push(this.any(item, String(texts.length)) ?? this.spend('null'));
    }
    return `[${texts.join(',')}]`;
  }

  private members(entries: Iterable<[string, unknown]>): string {
    const texts: string[] = [];
    for (const [key, member] of entries) {
      const text = this.any(member, key);
      if (text !== undefined) {
        this.spend(texts.length === 0 ? ':' : ',:');
        texts.push(`${this.string(key)}:${text}`);
      }
    }
    return `{${texts.join(',')}}`;
  }

  private sortedEntries(map: Map<unknown, unknown>): [string, unknown][] {
    this.reserve(map.size * 4);
    // 1 and '1' are one key in JSON: the last of them wins.
    const entries = new Map<string, unknown>();
    for (const [key, member] of map) {
      this.visit();
      entries.set(mapKey(key), member);
    }
    return [...entries].toSorted(([a], [b]) => compareKeys(a, b));
  }

  private string(value: string): string {
    // Before the work of escaping it is done.
    if (value.length * MAX_ESCAPED_BYTES > this.bytesLeft) {
      this.reserve(quotedBytes(value, this.bytesLeft));
    }
    return this.spendText(goMarshalString(value));
  }

  private date(value: Date): string | undefined {
    const time = value.getTime();
    if (Number.isNaN(time)) {
      return undefined;
    }
    const year = value.getUTCFullYear();
    if (year < 0 || year > 9999) {
      throw new Error(`RFC 3339 has no year ${year}`);
    }
    return this.spend(
      `"${new Date(time).toISOString().replace(/\.?0+Z$/, 'Z')}"`,
    );
  }

  private visit(): void {
    if (this.visitsLeft-- === 0) {
      throw this.tooLong();
    }
  }

  private spendText(text: string): string {
    const bytes = Buffer.byteLength(text);
    this.reserve(bytes);
    this.bytesLeft -= bytes;
    return text;
  }

  /** @param text of ASCII alone */
  private spend(text: string): string {
    this.reserve(text.length);
    this.bytesLeft -= text.length;
    return text;
  }

  /** Refuses a length before the work of writing it is done. */
  private reserve(bytes: number): void {
    if (bytes > this.bytesLeft) {
      throw this.tooLong();
    }
  }

  private tooLong(): Error {
    return new TooLongError(`the value is longer than ${this.maxBytes} bytes`);
  }
}

/** What `JSON.rawJSON` makes, where there is such a thing: from Node 22 on. */
function isRawJson(value: object): value is { readonly rawJSON: string } {
  const { isRawJSON } = JSON as { isRawJSON?: (value: object) => boolean };
  return isRawJSON !== undefined && isRawJSON(value);
}

// The key that rxjs uses where Symbol.observable is not polyfilled.
function isObservable(value: object): boolean {
  const { observable = '@@observable' } = Symbol as { observable?: symbol };
  return (
    typeof (value as Record<PropertyKey, unknown>)[observable] === 'function'
  );
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
        `a Map key must be a string, number or bigint, as in Go; it is ${describe(key)}`,
      );
  }
}

/** What JSON cannot hold, in words; never throws for such a value. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'object':
      return types.isDate(value)
        ? 'an invalid Date'
        : 'what has no value of its own, such as an Observable; subscribe to it, and expose what it gave last';
    default:
      return `a value of type ${typeof value}`;
  }
}
