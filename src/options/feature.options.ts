import { VAR_META_CHECKS } from '../registry/check-var-meta.js';
import {
  type Check,
  type Checked,
  CheckedOption,
  isObject,
  memberOf,
  objectOf,
  oneOf,
  optional,
  text,
  throwMistakes,
  windowFrom,
} from '../support/checks.js';
import { describeValue } from '../support/describe-value.js';
import type { HistogramOptions } from '../vars/histogram-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { VAR_TYPES, type VarType } from '../vars/var-types.js';

/** A variable that `forFeature` declares. */
export type FeatureVar = Omit<VarMeta, 'source'> & {
  /** The whole top-level name. */
  readonly name: string;
} & (FeatureFunc | FeatureHistogram | FeatureValue);

interface FeatureValue {
  readonly type: Exclude<VarType, 'custom' | 'func' | 'histogram'>;
  readonly window?: never;
  readonly fn?: never;
}

interface FeatureHistogram extends HistogramOptions {
  readonly type: 'histogram';
  readonly fn?: never;
}

interface FeatureFunc {
  readonly type: 'func';
  readonly window?: never;

  /**
   * Returns the value at every scrape. It may be async.
   *
   * @example { name: 'load', type: 'func', fn: () => os.loadavg() }
   */
  readonly fn: () => unknown;
}

const TYPES = Object.keys(VAR_TYPES).filter((type) => type !== 'custom');

const fn: Check<() => unknown> = (value, option) =>
  typeof value === 'function'
    ? (value as () => unknown)
    : option.rejectValue('a function', value);

const { source: _, ...META_CHECKS } = VAR_META_CHECKS;

const FEATURE_CHECKS = {
  ...META_CHECKS,
  name: text("a name such as 'orders'"),
  type: oneOf(TYPES as FeatureVar['type'][]),
  window: optional(windowFrom(0.001)),
  fn: optional(fn),
} satisfies Record<
  'name' | keyof FeatureFunc | keyof FeatureHistogram,
  Check<unknown>
>;

const LIST = "a list such as [{ name: 'orders', type: 'int' }]";

const featureVar = objectOf(
  "an object such as { name: 'orders', type: 'int' }",
  FEATURE_CHECKS,
);

/**
 * Checks the variables of one `forFeature`. The registry checks the names when it
 * publishes them.
 *
 * @throws Error with all mistakes
 */
export function checkFeatureVars(
  variables: unknown,
): asserts variables is readonly FeatureVar[] {
  if (!Array.isArray(variables)) {
    throw new Error(
      `expvar: ExpvarModule.forFeature() takes ${LIST}, not ${describeValue(variables)}`,
    );
  }
  const list = new CheckedOption([]);
  const names = new Set<unknown>();
  for (const [i, variable] of (variables as unknown[]).entries()) {
    const name = isObject(variable) ? memberOf(variable, 'name') : undefined;
    const option = list.member(typeof name === 'string' ? name : `[${i}]`);
    checkCombination(featureVar(variable, option), option);
    if (typeof name === 'string' && names.has(name)) {
      option.reject(
        'it is declared twice in one list; rename one of them, or declare it once',
      );
    }
    names.add(name);
  }
  throwMistakes('ExpvarModule.forFeature()', list.mistakes);
}

/** The variable is undefined where it is no object, which is a mistake already. */
function checkCombination(
  variable: Checked<typeof FEATURE_CHECKS> | undefined,
  option: CheckedOption,
): void {
  const {
    type,
    window,
    fn: given,
  }: Partial<Checked<typeof FEATURE_CHECKS>> = variable ?? {};
  if (type === undefined) {
    return;
  }
  if (window !== undefined && type !== 'histogram') {
    option
      .member('window')
      .reject(
        `only a histogram has a window; remove it, or write type: 'histogram' instead of '${type}'`,
      );
  }
  if ((given !== undefined) !== (type === 'func')) {
    option
      .member('fn')
      .reject(
        type === 'func'
          ? "the type 'func' needs a function; write fn: () => value"
          : `only the type 'func' has a function; remove it, or write type: 'func' instead of '${type}'`,
      );
  }
}
