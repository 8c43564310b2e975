import type { Changes } from './changes.js';
import { isNumber } from './format.js';
import { compareTexts, naturalKey } from './natural-order.js';
import type { Store } from './store.js';
import { kindOf, rateCounter, trendValue } from './summary.js';
import { inBaseUnit, isTimestamp, measureOf, rateUnit } from './units.js';
import { isProcessVariable, type VariableNode } from './variable-tree.js';

export const COLUMNS = [
  'name',
  'value',
  'change',
  'kind',
  'source',
  /** How unusual the change is; the order of the segment Changed. */
  'score',
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
  /** The column `change` has differences since then, and rates without it. */
  readonly changes: Changes | undefined;
}

export interface Sorted {
  readonly variable: VariableNode;
  /**
   * The measure of its number, if the order is by numbers: `seconds`, `bytes`,
   * '' for a count. Numbers of different measures are not compared.
   */
  readonly measure: string | undefined;
}

/** The order of measures; others stand between `bytes` and `time`. */
const MEASURES = ['', '/s', 'ratio', 'seconds', 'bytes'];

interface Key {
  /** The place of the measure; greater for what has no number. */
  readonly measure: string | undefined;
  readonly value: number | string;
}

/** Returns the variables in order. Each sort key is computed only once. */
export function sortVariables(
  store: Store,
  order: Order,
  variables: readonly VariableNode[],
): Sorted[] {
  const sign = order.descending ? -1 : 1;
  return variables
    .map((variable) => ({
      variable,
      ...sortKey(store, order, variable),
      name: nameKey(variable),
    }))
    .toSorted(
      (a, b) =>
        compareMeasures(a.measure, b.measure) ||
        sign * compareValues(a.value, b.value) ||
        compareTexts(a.name, b.name),
    );
}

function compareMeasures(a: string | undefined, b: string | undefined): number {
  return a === b
    ? 0
    : measurePlace(a) - measurePlace(b) || compareTexts(a ?? '', b ?? '');
}

function measurePlace(measure: string | undefined): number {
  const place = MEASURES.indexOf(measure?.replace(/(?<=.)\/s$/, '') ?? '');
  return measure === undefined
    ? 9
    : measure === 'time'
      ? 8
      : place === -1
        ? 7
        : place;
}

function compareValues(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const nameKeys = new WeakMap<VariableNode, string>();

/** Variables of the application come before those of every process. */
function nameKey(variable: VariableNode): string {
  let key = nameKeys.get(variable);
  if (key === undefined) {
    const { path } = variable;
    key =
      (isProcessVariable(path) ? '1' : '0') +
      path.map(naturalKey).join('\u0000');
    nameKeys.set(variable, key);
  }
  return key;
}

const NO_KEY: Key = { measure: undefined, value: '' };

function sortKey(store: Store, order: Order, variable: VariableNode): Key {
  switch (order.column) {
    case 'name':
      return { measure: undefined, value: nameKey(variable) };
    case 'kind':
      return { measure: undefined, value: kindOf(variable) };
    case 'source':
      return { measure: undefined, value: variable.info.source ?? '' };
    case 'score': {
      const number = trendValue(variable);
      const score = number && order.changes?.scoreOf(number);
      return { measure: undefined, value: score ?? 0 };
    }
    case 'change':
      return order.changes === undefined
        ? rateKey(store, variable)
        : deltaKey(order.changes, variable);
    case 'value': {
      const number = trendValue(variable);
      const value = number && number.value;
      const unit = number?.info.displayUnit;
      return isNumber(value)
        ? {
            measure: isTimestamp(value, unit) ? 'time' : measureOf(unit),
            value: inBaseUnit(value, unit),
          }
        : NO_KEY;
    }
  }
}

function rateKey(store: Store, variable: VariableNode): Key {
  const counter = rateCounter(variable);
  const rate = counter === undefined ? null : store.rateOf(counter);
  if (rate === null) {
    return NO_KEY;
  }
  const unit = rateUnit(counter!.info.displayUnit);
  return { measure: measureOf(unit), value: inBaseUnit(rate, unit) };
}

function deltaKey(changes: Changes, variable: VariableNode): Key {
  const number = trendValue(variable);
  const delta = number && changes.deltaOf(number);
  const unit = number?.info.displayUnit;
  return delta === undefined
    ? NO_KEY
    : { measure: measureOf(unit), value: inBaseUnit(delta, unit) };
}
