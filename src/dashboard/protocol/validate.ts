/** A member of a message is wrong. */
export interface Problem {
  /** Such as `nodes.values[3]`; empty for the message itself. */
  readonly path: string;
  readonly message: string;
}

/** Problems beyond these are not collected. */
const MAX_PROBLEMS = 10;

/** Thrown for a message that does not follow the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  /**
   * @param problems at most 10
   * @param version of a message of another version
   */
  constructor(
    readonly problems: readonly Problem[],
    readonly version?: number,
  ) {
    super(
      problems
        .map(({ path, message }) => `${path || 'the message'} ${message}`)
        .join('; '),
    );
  }
}

/** Collects the problems of a message, and knows the member being checked. */
export class Inspection {
  readonly problems: Problem[] = [];
  private readonly path: (string | number)[] = [];

  /** Notes a problem of the current member. @returns the replacement */
  reject<T>(message: string, replacement: T): T {
    if (this.problems.length < MAX_PROBLEMS) {
      const path = this.path
        .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
        .join('')
        .replace(/^\./, '');
      this.problems.push({ path, message });
    }
    return replacement;
  }

  /** Checks a member of the current value. */
  member<T>(key: string | number, schema: Schema<T>, value: unknown): T {
    this.path.push(key);
    const checked = schema(value, this);
    this.path.pop();
    return checked;
  }
}

/**
 * Returns the checked value of a member. It notes problems in the inspection,
 * and then returns any value, which nobody uses.
 */
export type Schema<T> = (value: unknown, inspection: Inspection) => T;

/** @throws ProtocolError with the problems of a message */
export function check<T>(schema: Schema<T>, value: unknown): T {
  const inspection = new Inspection();
  const checked = schema(value, inspection);
  if (inspection.problems.length > 0) {
    throw new ProtocolError(inspection.problems);
  }
  return checked;
}

export function numberFrom(min: number, max: number): Schema<number> {
  return (value, inspection) =>
    typeof value === 'number' && value >= min && value <= max
      ? value
      : inspection.reject(`must be a number from ${min} to ${max}`, min);
}

export function integerFrom(min: number, max: number): Schema<number> {
  return (value, inspection) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? Number(value)
      : inspection.reject(`must be an integer from ${min} to ${max}`, min);
}

export const flag: Schema<boolean> = (value, inspection) =>
  typeof value === 'boolean'
    ? value
    : inspection.reject('must be true or false', false);

export function text(maxLength: number): Schema<string> {
  return (value, inspection) =>
    typeof value === 'string' && value.length <= maxLength
      ? value
      : inspection.reject(
          `must be a string of at most ${maxLength} characters`,
          '',
        );
}

export function oneOf<T extends string>(...names: readonly T[]): Schema<T> {
  return (value, inspection) =>
    names.includes(value as T)
      ? (value as T)
      : inspection.reject(`must be one of ${names.join(', ')}`, names[0]!);
}

/** Accepts null too. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return (value, inspection) =>
    value === null ? null : schema(value, inspection);
}

export function listOf<T>(item: Schema<T>, maxLength: number): Schema<T[]> {
  return (value, inspection) =>
    Array.isArray(value) && value.length <= maxLength
      ? value.map((each, i) => inspection.member(i, item, each))
      : inspection.reject(`must be an array of at most ${maxLength} items`, []);
}

/** A list whose length the caller knows. */
export function listOfLength<T>(item: Schema<T>, length: number): Schema<T[]> {
  const list = listOf(item, length);
  return (value, inspection) => {
    const items = list(value, inspection);
    return items.length === length
      ? items
      : inspection.reject(`must have ${length} items`, items);
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
  return (value, inspection) => {
    const members = asObject(value, inspection);
    const checked: Record<string, unknown> = {};
    for (const [key, schema] of entries) {
      const member = Object.hasOwn(members, key) ? members[key] : undefined;
      if (
        member !== undefined ||
        !(optional as readonly string[]).includes(key)
      ) {
        checked[key] = inspection.member(key, schema, member);
      }
    }
    return checked as T;
  };
}

export function asObject(
  value: unknown,
  inspection: Inspection,
): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : inspection.reject('must be an object', {});
}
