import {
  boolean,
  type Check,
  CheckedOption,
  isObject,
  objectOf,
  oneOf,
  numberBetween,
  optional,
  throwMistakes,
} from '../support/checks.js';
import { describeValue } from '../support/describe-value.js';
import type { VarKind, VarLimits, VarMeta } from '../vars/var-meta.js';

const META = "an object with metadata, such as { kind: 'counter' }";

const KINDS = ['counter', 'gauge', 'histogram'] as const satisfies VarKind[];

const LIMITS =
  '{ warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits';

const finite = numberBetween(
  -Number.MAX_VALUE,
  Number.MAX_VALUE,
  'a finite number',
);

const LIMIT_CHECKS = {
  warning: optional(finite),
  critical: optional(finite),
  below: optional(boolean),
} satisfies Record<keyof VarLimits, Check<unknown>>;

/** The checks of the metadata that users write. */
export const VAR_META_CHECKS: {
  readonly [Key in keyof Required<VarMeta>]: Check<unknown>;
} = {
  description: optional(text('a sentence')),
  unit: optional(text("a unit in UCUM, such as 's', 'By', '1' or '{request}'")),
  kind: optional(oneOf(KINDS)),
  history: optional(boolean),
  limits: optional(checkLimits),
  members: optional(checkNamedMembers),
  each: optional(checkMember),
  source: optional(text('a text')),
};

/**
 * Checks the metadata of a variable.
 *
 * @param name the variable's name, for the error
 * @param source who publishes the variable, for the error
 * @throws TypeError with all mistakes
 */
export function checkVarMeta(
  meta: unknown,
  name: string,
  source: string,
): asserts meta is VarMeta {
  const option = new CheckedOption([]);
  if (isObject(meta)) {
    checkMember(meta, option);
  }
  if (isObject(meta) && option.mistakes.length === 0) {
    return;
  }
  const subject = `the metadata of ${JSON.stringify(name)}, published by ${source},`;
  throwMistakes(subject, option.mistakes, TypeError);
  throw new TypeError(
    `expvar: ${subject} must be ${META}, not ${describeValue(meta)}`,
  );
}

function checkMember(meta: unknown, option: CheckedOption): unknown {
  return objectOf(META, VAR_META_CHECKS)(meta, option);
}

function checkNamedMembers(members: unknown, option: CheckedOption): void {
  if (!isObject(members)) {
    option.rejectValue('an object with the metadata of each member', members);
    return;
  }
  for (const [name, meta] of Object.entries(members)) {
    checkMember(meta, option.member(name));
  }
}

function checkLimits(limits: unknown, option: CheckedOption): void {
  const mistakes = option.mistakes.length;
  const checked = objectOf(LIMITS, LIMIT_CHECKS)(limits, option);
  if (option.mistakes.length > mistakes) {
    return;
  }
  const { warning, critical, below } = checked;
  const [first, second = first] = [warning, critical].filter(
    (limit) => limit !== undefined,
  );
  if (first === undefined || (below ? first < second! : first > second!)) {
    option.reject(`it must be ${LIMITS}`);
  }
}

function text(what: string): Check<string> {
  return (value, option) =>
    typeof value === 'string' && value.trim() !== ''
      ? value
      : option.rejectValue(what, value);
}
