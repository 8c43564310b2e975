import type { Store } from './store.js';
import { courseLeaf, kindOf, rateLeaf } from './summary.js';
import { Leaf, type Variable } from './variables.js';
import type { Column } from './view-state.js';

/**
 * Sorts in place. Each key is made once, because ten thousand variables are
 * compared a hundred thousand times.
 */
export function compareBy(
  store: Store,
  column: Column,
  descending: boolean,
  variables: Variable[],
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

/** Numbers come after texts, so that the greatest is first when descending. */
function compareKeys(a: Key, b: Key): number {
  if (typeof a !== typeof b) {
    return typeof a === 'string' ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const names = new WeakMap<Variable, string>();

/** Of every process; what the application publishes comes first. */
const LAST: ReadonlySet<string> = new Set(['cmdline', 'memstats', 'node']);

function nameKey(variable: Variable): string {
  let name = names.get(variable);
  if (name === undefined) {
    name = variable.path.join('\u0000').toLowerCase();
    name = (LAST.has(variable.path[0] ?? '') ? '1' : '0') + name;
    names.set(variable, name);
  }
  return name;
}

function sortKey(store: Store, column: Column, variable: Variable): Key {
  switch (column) {
    case 'name':
      return nameKey(variable);
    case 'kind':
      return kindOf(variable, store);
    case 'source':
      return store.info(variable).source ?? '';
    case 'rate': {
      const leaf = rateLeaf(variable, store);
      return leaf === undefined ? '' : (store.rateOf(leaf) ?? '');
    }
    default: {
      const leaf =
        variable instanceof Leaf ? variable : courseLeaf(variable, store);
      const value = leaf === undefined ? null : store.valueOf(leaf);
      return typeof value === 'number' ? value : '';
    }
  }
}
