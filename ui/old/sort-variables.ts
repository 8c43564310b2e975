import type { Store } from './store.js';
import { kindOf, rateCounter, trendValue } from './summary.js';
import { isProcessVariable, type VariableNode } from './variable-tree.js';
import type { Column } from './view-state.js';

/**
 * Sorts in place. Each sort key is computed once and not for every comparison.
 */
export function sortVariables(
  store: Store,
  column: Column,
  descending: boolean,
  variables: VariableNode[],
): void {
  const keyed = variables.map((variable) => ({
    variable,
    key: sortKey(store, column, variable),
    name: nameKey(variable),
  }));
  const sign = descending ? -1 : 1;
  keyed.sort(
    (a, b) => sign * compareKeys(a.key, b.key) || compareKeys(a.name, b.name),
  );
  for (const [index, { variable }] of keyed.entries()) {
    variables[index] = variable;
  }
}

type Key = number | string;

/**
 * Numbers come after strings, so that the greatest is first when descending.
 */
function compareKeys(a: Key, b: Key): number {
  if (typeof a !== typeof b) {
    return typeof a === 'string' ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const nameKeys = new WeakMap<VariableNode, string>();

/** Variables of the application come before those of every process. */
function nameKey(variable: VariableNode): string {
  let key = nameKeys.get(variable);
  if (key === undefined) {
    const name = variable.path.join('\u0000').toLowerCase();
    key = (isProcessVariable(variable.path) ? '1' : '0') + name;
    nameKeys.set(variable, key);
  }
  return key;
}

function sortKey(store: Store, column: Column, variable: VariableNode): Key {
  switch (column) {
    case 'name':
      return nameKey(variable);
    case 'kind':
      return kindOf(variable, store);
    case 'source':
      return store.info(variable).source ?? '';
    case 'rate': {
      const counter = rateCounter(variable, store);
      return counter === undefined ? '' : (store.rateOf(counter) ?? '');
    }
    case 'value': {
      const number = trendValue(variable, store);
      const value = number === undefined ? null : store.valueOf(number);
      return typeof value === 'number' ? value : '';
    }
  }
}
