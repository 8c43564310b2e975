/** Thrown for a message that does not follow the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  /**
   * @param path of the wrong member; empty for the message itself
   * @param version of a message of another version
   */
  constructor(
    readonly problem: string,
    readonly path: readonly (string | number)[] = [],
    readonly version?: number,
  ) {
    super(`${path.join('.') || 'the message'} ${problem}`);
  }
}

/**
 * Returns a value whose type it has checked.
 *
 * @throws ProtocolError
 */
export type Schema<T> = (value: unknown) => T;

export function fail(problem: string): never {
  throw new ProtocolError(problem);
}

/** Checks a member of a value. Its error has the path of the member. */
export function member<T>(
  key: string | number,
  schema: Schema<T>,
  value: unknown,
): T {
  try {
    return schema(value);
  } catch (error) {
    throw error instanceof ProtocolError
      ? new ProtocolError(error.problem, [key, ...error.path])
      : error;
  }
}

export function numberFrom(min: number, max: number): Schema<number> {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? value
      : fail(`must be a number from ${min} to ${max}`);
}

export function integerFrom(min: number, max: number): Schema<number> {
  return (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? Number(value)
      : fail(`must be an integer from ${min} to ${max}`);
}

export const flag: Schema<boolean> = (value) =>
  typeof value === 'boolean' ? value : fail('must be true or false');

export const string: Schema<string> = (value) =>
  typeof value === 'string' ? value : fail('must be a string');

export function oneOf<T extends string>(...names: readonly T[]): Schema<T> {
  return (value) =>
    names.find((name) => name === value) ??
    fail(`must be one of ${names.join(', ')}`);
}

/** Accepts null too. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return (value) => (value === null ? null : schema(value));
}

export function listOf<T>(item: Schema<T>, maxLength: number): Schema<T[]> {
  return (value) =>
    Array.isArray(value) && value.length <= maxLength
      ? value.map((each, i) => member(i, item, each))
      : fail(`must be an array of at most ${maxLength} items`);
}

/** A list whose length the caller knows. */
export function listOfLength<T>(item: Schema<T>, length: number): Schema<T[]> {
  const list = listOf(item, length);
  return (value) => {
    const items = list(value);
    return items.length === length ? items : fail(`must have ${length} items`);
  };
}

type Members<T> = {
  readonly [Key in keyof T]-?: Schema<Exclude<T[Key], undefined>>;
};

/**
 * Members that `schemas` does not name are dropped.
 *
 * @param optional the names of members that may be missing
 */
export function objectOf<T extends object>(
  schemas: Members<T>,
  optional: readonly (keyof T & string)[] = [],
): Schema<T> {
  const entries = Object.entries<Schema<unknown>>(schemas);
  const optionalNames: readonly string[] = optional;
  return (value) => {
    const members = asObject(value);
    const checked: Record<string, unknown> = {};
    for (const [key, schema] of entries) {
      const each = Object.hasOwn(members, key) ? members[key] : undefined;
      if (each !== undefined || !optionalNames.includes(key)) {
        checked[key] = member(key, schema, each);
      }
    }
    return checked as T;
  };
}

export const asObject: Schema<Readonly<Record<string, unknown>>> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail('must be an object');
