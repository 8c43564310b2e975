import {
  boolean,
  type Check,
  type Checks,
  CheckedOption,
  isObject,
  objectOf,
  oneOf,
  numberBetween,
  optional,
  text,
  throwMistakes,
} from '../support/checks.js';
import { describeValue } from '../support/describe-value.js';
import type { VarKind, VarLimits, VarMeta } from '../vars/var-meta.js';

const META = "an object with metadata, such as { kind: 'counter' }";

const KINDS = [
  'counter',
  'gauge',
  'histogram',
  'info',
] as const satisfies VarKind[];

const NOT_BLANK = /\S/;

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

const LABEL =
  "the name of a Prometheus label such as 'status', or a list of them; le, quantile and names that begin with __ are reserved";

/** The names that users may give to Prometheus labels. */
export const LABEL_NAME = /^(?!__|(?:le|quantile)$)[a-zA-Z_][a-zA-Z0-9_]*$/;

const LIMITS =
  '{ warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits';

const checkFinite = numberBetween(
  -Number.MAX_VALUE,
  Number.MAX_VALUE,
  'a finite number',
);

const checkLimits = limitsCheck(LIMITS, {
  warning: optional(checkFinite),
  critical: optional(checkFinite),
  below: optional(boolean),
});

/** The checks of the metadata that users write. */
export const VAR_META_CHECKS: {
  readonly [Key in keyof Required<VarMeta>]: Check<unknown>;
} = {
  description: optional(text('a sentence', NOT_BLANK)),
  unit: optional(
    text("a unit in UCUM, such as 's', 'By', '1' or '{request}'", NOT_BLANK),
  ),
  kind: optional(oneOf(KINDS)),
  label: optional(checkLabel),
  buckets: optional(checkBuckets),
  metric: optional(checkMetric),
  pathLabels: optional(checkLabel),
  history: optional(boolean),
  limits: optional(checkLimits),
  members: optional(checkNamedMembers),
  each: optional(checkMember),
  source: optional(text('a text', NOT_BLANK)),
};

/**
 * Checks the metadata of a variable.
 *
 * @param name the variable's name, for the error
 * @param source who publishes the variable, for the error
 * @param reservedLabels the labels that no variable may have
 * @throws TypeError with all mistakes
 */
export function checkVarMeta(
  meta: unknown,
  name: string,
  source: string,
  reservedLabels: readonly string[] = [],
): asserts meta is VarMeta {
  const subject = `the metadata of ${JSON.stringify(name)}, published by ${source},`;
  if (!isObject(meta)) {
    throw new TypeError(
      `expvar: ${subject} must be ${META}, not ${describeValue(meta)}`,
    );
  }
  const option = new CheckedOption([]);
  checkMember(meta, option);
  if (option.mistakes.length === 0) {
    checkReservedLabels(meta, reservedLabels, option);
  }
  throwMistakes(subject, option.mistakes, TypeError);
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

function checkLabel(label: unknown, option: CheckedOption): void {
  const names: unknown[] = Array.isArray(label) ? label : [label];
  const isValid = (name: unknown) =>
    typeof name === 'string' && LABEL_NAME.test(name);
  if (names.length === 0 || !names.every(isValid)) {
    option.rejectValue(LABEL, label);
  }
}

function checkReservedLabels(
  { label = [], members = {}, each }: VarMeta,
  reserved: readonly string[],
  option: CheckedOption,
): void {
  const name = [label].flat().find((used) => reserved.includes(used));
  if (name !== undefined) {
    option
      .member('label')
      .reject(
        `all metrics have the label ${name} by the option prometheus.labels; rename one of them`,
      );
  }
  for (const [key, meta] of Object.entries(members)) {
    checkReservedLabels(meta, reserved, option.member('members').member(key));
  }
  if (each !== undefined) {
    checkReservedLabels(each, reserved, option.member('each'));
  }
}

function checkBuckets(buckets: unknown, option: CheckedOption): void {
  const isValid =
    Array.isArray(buckets) &&
    buckets.length > 0 &&
    buckets.every(
      (bound: unknown, i) =>
        Number.isFinite(bound) &&
        (bound as number) > (i === 0 ? 0 : (buckets[i - 1] as number)),
    );
  if (!isValid) {
    option.rejectValue(
      'a list of finite upper bounds above 0 in ascending order, such as [0.1, 0.5, 2]; +Inf is added',
      buckets,
    );
  }
}

function checkMetric(metric: unknown, option: CheckedOption): void {
  if (
    metric !== false &&
    !(typeof metric === 'string' && METRIC_NAME.test(metric))
  ) {
    option.rejectValue(
      "the name of a Prometheus metric such as 'jobs_failed_total', or false",
      metric,
    );
  }
}

/**
 * Returns a check of limits, of which one or both may be there.
 *
 * @param what describes the limits, for an error
 * @param members the check of each limit, and of `below` if it is allowed
 */
export function limitsCheck(what: string, members: Checks): Check<VarLimits> {
  const check = objectOf(what, members);
  return (limits, option) => {
    const mistakes = option.mistakes.length;
    const checked = { ...(check(limits, option) as VarLimits) };
    if (option.mistakes.length > mistakes) {
      return checked;
    }
    const { warning, critical, below } = checked;
    const [first, second = first] = [warning, critical].filter(
      (limit) => limit !== undefined,
    );
    if (first === undefined || (below ? first < second! : first > second!)) {
      const shown = Object.entries(checked)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}: ${value}`);
      option.reject(
        `it must be ${what}, not ${shown.length > 0 ? `{ ${shown.join(', ')} }` : '{}'}`,
      );
    }
    return checked;
  };
}
