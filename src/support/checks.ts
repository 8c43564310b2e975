import { closestName } from './closest-name.js';
import { describeValue } from './describe-value.js';

/**
 * Returns the resolved value of an option, or reports a mistake. After a report
 * nobody uses the value, because the application does not start.
 */
export type Check<T> = (value: unknown, option: CheckedOption) => T;

/** One check for each member of an object. */
export type Checks = Readonly<Record<string, Check<unknown>>>;

/** The results of the checks of an object's members. */
export type Checked<Members extends Checks> = {
  readonly [Name in keyof Members]: ReturnType<Members[Name]>;
};

/** The path of an option, and the mistakes in all options. */
export class CheckedOption {
  /** @param path is empty for the object with all options */
  constructor(
    readonly mistakes: string[],
    private readonly path = '',
  ) {}

  member(name: string): CheckedOption {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    return new CheckedOption(this.mistakes, path);
  }

  /** @param problem a sentence about the option, which it calls `it` */
  reject(problem: string): never {
    this.mistakes.push(`option ${this.path}: ${problem}`);
    return undefined as never;
  }

  rejectValue(expected: string, value: unknown): never {
    return this.reject(`it must be ${expected}, not ${describeValue(value)}`);
  }

  rejectName(name: string, known: readonly string[]): void {
    const closest = closestName(name, known);
    const isOption = this.path === '';
    const remedy =
      closest === undefined
        ? `its ${isOption ? 'options' : 'members'} are ${known.join(', ')}`
        : `did you mean ${JSON.stringify(closest)}?`;
    this.mistakes.push(
      isOption
        ? `has no option ${JSON.stringify(name)}; ${remedy}`
        : `option ${this.path}: it has no member ${JSON.stringify(name)}; ${remedy}`,
    );
  }
}

/** Throws one error with all mistakes. @param subject what has the options */
export function throwMistakes(
  subject: string,
  mistakes: readonly string[],
  ErrorType: new (message: string) => Error = Error,
): void {
  if (mistakes.length > 0) {
    throw new ErrorType(
      mistakes.length === 1
        ? `expvar: ${subject} ${mistakes[0]!}`
        : `expvar: ${subject} has ${mistakes.length} mistakes in its options:\n${mistakes.map((mistake) => `- ${mistake}`).join('\n')}`,
    );
  }
}

export function withDefault<T>(fallback: T, check: Check<T>): Check<T> {
  return (value, option) =>
    value === undefined ? fallback : check(value, option);
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return withDefault<T | undefined>(undefined, check);
}

export const boolean: Check<boolean> = (value, option) =>
  typeof value === 'boolean'
    ? value
    : option.rejectValue('true or false', value);

/** @param what describes the text, which has a match of the pattern */
export function text(what: string, pattern = /^/): Check<string> {
  return (value, option) =>
    typeof value === 'string' && pattern.test(value)
      ? value
      : option.rejectValue(what, value);
}

/** @param what describes the number with its range and unit */
export function numberBetween(
  min: number,
  max: number,
  what: string,
): Check<number> {
  return (value, option) =>
    typeof value === 'number' && value >= min && value <= max
      ? value
      : option.rejectValue(what, value);
}

/**
 * Checks the length of a window, in seconds. Longer ones are probably meant in
 * milliseconds.
 */
export function windowFrom(min: number): Check<number> {
  return numberBetween(min, 3600, `a number of seconds from ${min} to 3600`);
}

export function integerBetween(min: number, max: number): Check<number> {
  const what = `a whole number from ${min} to ${max}`;
  const check = numberBetween(min, max, what);
  return (value, option) =>
    Number.isInteger(value)
      ? check(value, option)
      : option.rejectValue(what, value);
}

export function oneOf<const T extends string>(values: readonly T[]): Check<T> {
  return (value, option) => {
    const found = values.find((known) => known === value);
    if (found !== undefined) {
      return found;
    }
    const closest =
      typeof value === 'string' ? closestName(value, values) : undefined;
    const expected =
      closest === undefined
        ? listOf(values)
        : `${listOf(values)} (did you mean '${closest}'?)`;
    return option.rejectValue(expected, value);
  };
}

/**
 * @param what describes the array and its items, for a value that is not an
 *   array
 */
export function arrayOf<T>(what: string, check: Check<T>): Check<readonly T[]> {
  return (value, option) =>
    Array.isArray(value)
      ? value.map((item: unknown) => check(item, option))
      : option.rejectValue(what, value);
}

/** @param what describes the object, for a value that is not an object */
export function objectOf<Members extends Checks>(
  what: string,
  members: Members,
): Check<Checked<Members>> {
  return (value, option) => {
    if (!isObject(value)) {
      return option.rejectValue(what, value);
    }
    rejectUnknownNames(value, Object.keys(members), option);
    return checkMembers(value, members, option);
  };
}

export function rejectUnknownNames(
  object: object,
  known: readonly string[],
  option: CheckedOption,
): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) {
      option.rejectName(name, known);
    }
  }
}

/** Checks the members that have a check, and ignores the rest of the object. */
export function checkMembers<Members extends Checks>(
  object: object,
  members: Members,
  option: CheckedOption,
): Checked<Members> {
  return Object.fromEntries(
    Object.entries(members).map(([name, check]) => [
      name,
      check(memberOf(object, name), option.member(name)),
    ]),
  ) as Checked<Members>;
}

/** Returns the settings, defaults for `true`, and undefined for `false`. */
export function switchOr<Members extends Checks>(
  byDefault: boolean,
  members: Members,
): Check<Checked<Members> | undefined> {
  const what = `true, false or { ${Object.keys(members).join(', ')} }`;
  const check = objectOf(what, members);
  return (value = byDefault, option) =>
    value === false ? undefined : check(value === true ? {} : value, option);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a member of the object or its class, but never of Object.prototype. */
export function memberOf(object: object, name: string): unknown {
  for (
    let owner: object | null = object;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    if (Object.hasOwn(owner, name)) {
      return (object as Record<string, unknown>)[name];
    }
  }
  return undefined;
}

function listOf(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop();
  return quoted.length === 0 ? last! : `${quoted.join(', ')} or ${last!}`;
}
