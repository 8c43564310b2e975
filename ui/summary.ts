import { formatQuantity } from './format.js';
import type { Store } from './store.js';
import { t } from './text.js';
import { Branch, Leaf, isCounter, type Variable } from './variables.js';

/**
 * A histogram or a rate is one row, which says what matters of its members; the
 * row of a map says how many it has.
 */
export function isSummarised(variable: Variable, store: Store): boolean {
  const { type } = store.info(variable);
  return (
    variable instanceof Branch && (type === 'histogram' || type === 'rate')
  );
}

function member(branch: Branch, name: string): Leaf | undefined {
  const child = branch.children.get(name);
  return child instanceof Leaf ? child : undefined;
}

/** Whose course stands for the variable. */
export function courseLeaf(variable: Variable, store: Store): Leaf | undefined {
  if (variable instanceof Leaf) {
    return variable;
  }
  switch (store.info(variable).type) {
    case 'histogram':
      return member(variable, 'p99') ?? member(variable, 'mean');
    case 'rate':
      return member(variable, 'rate1m');
    default:
      return undefined;
  }
}

/** Whose rate stands for the variable, if it has one. */
export function rateLeaf(variable: Variable, store: Store): Leaf | undefined {
  if (variable instanceof Leaf) {
    return isCounter(variable, store.info(variable)) ? variable : undefined;
  }
  return isSummarised(variable, store) ? member(variable, 'count') : undefined;
}

/** In words. */
export function summary(variable: Branch, store: Store): string {
  const names =
    store.info(variable).type === 'histogram'
      ? ['p50', 'p99']
      : ['rate1m', 'rate5m'];
  return names
    .map((name) => {
      const leaf = member(variable, name);
      const value = leaf === undefined ? null : store.valueOf(leaf);
      const text =
        typeof value === 'number'
          ? formatQuantity(value, store.info(leaf!).unit, 3)
          : t.noValue;
      return `${name.replace('rate', '')} ${text}`;
    })
    .join(' · ');
}

export function kindOf(variable: Variable, store: Store): string {
  const { kind, type } = store.info(variable);
  if (variable instanceof Branch) {
    return type === 'rate' || type === 'histogram' ? type : 'map';
  }
  if (kind !== undefined && typeof store.valueOf(variable) === 'number') {
    return kind;
  }
  const value = store.valueOf(variable);
  if (typeof value === 'string') {
    return 'string';
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  return type ?? (value === null ? 'null' : typeof value);
}
