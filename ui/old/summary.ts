import { formatQuantity } from './format.js';
import type { Store } from './store.js';
import { t } from './text.js';
import {
  isCounter,
  ObjectNode,
  ValueNode,
  type VariableNode,
} from './variable-tree.js';

/** A histogram or rate has one row with a summary of its members. */
export function isSummarized(variable: VariableNode, store: Store): boolean {
  return summaryType(variable, store) !== undefined;
}

/** Only its kind identifies a histogram in the value of a function. */
export function summaryType(
  variable: VariableNode,
  store: Store,
): 'histogram' | 'rate' | undefined {
  if (variable instanceof ValueNode) {
    return undefined;
  }
  const { type, kind } = store.info(variable);
  return type === 'histogram' || kind === 'histogram'
    ? 'histogram'
    : type === 'rate'
      ? 'rate'
      : undefined;
}

function memberOf(object: ObjectNode, name: string): ValueNode | undefined {
  const child = object.children.get(name);
  return child instanceof ValueNode ? child : undefined;
}

/** The figures of the last seconds, for a histogram that has a window. */
function recentFigures(histogram: ObjectNode): ObjectNode {
  const window = histogram.children.get('window');
  return window instanceof ObjectNode ? window : histogram;
}

/** The value whose series is drawn for the variable. */
export function trendValue(
  variable: VariableNode,
  store: Store,
): ValueNode | undefined {
  if (variable instanceof ValueNode) {
    return variable;
  }
  switch (summaryType(variable, store)) {
    case 'histogram': {
      const figures = recentFigures(variable);
      return memberOf(figures, 'p99') ?? memberOf(figures, 'mean');
    }
    case 'rate':
      return memberOf(variable, 'rate1m');
    default:
      return undefined;
  }
}

/** The counter whose rate is shown for the variable. */
export function rateCounter(
  variable: VariableNode,
  store: Store,
): ValueNode | undefined {
  if (variable instanceof ValueNode) {
    return isCounter(variable, store.info(variable)) ? variable : undefined;
  }
  return isSummarized(variable, store)
    ? memberOf(variable, 'count')
    : undefined;
}

export function summaryText(object: ObjectNode, store: Store): string {
  const isHistogram = summaryType(object, store) === 'histogram';
  const names = isHistogram ? ['p50', 'p99'] : ['rate1m', 'rate5m'];
  const figures = isHistogram ? recentFigures(object) : object;
  return names
    .map((name) => {
      const member = memberOf(figures, name);
      const value = member === undefined ? null : store.valueOf(member);
      const text =
        typeof value === 'number'
          ? formatQuantity(value, store.info(member!).displayUnit, 3)
          : t.noValue;
      return `${name.replace('rate', '')} ${text}`;
    })
    .join(' · ');
}

export function kindOf(variable: VariableNode, store: Store): string {
  if (variable instanceof ObjectNode) {
    return summaryType(variable, store) ?? 'map';
  }
  const { kind, type } = store.info(variable);
  const value = store.valueOf(variable);
  if (kind !== undefined && typeof value === 'number') {
    return kind;
  }
  if (typeof value === 'string') {
    return 'string';
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  return type ?? (value === null ? 'null' : typeof value);
}
