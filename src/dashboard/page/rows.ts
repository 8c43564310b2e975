import type { Filter } from './filter.js';
import { compareBy } from './sorting.js';
import type { Store } from './store.js';
import { isSummarised } from './summary.js';
import { Branch, Leaf, type Variable } from './variables.js';
import type { Column, Show } from './view-state.js';

export interface Row {
  /** No other row has it. */
  readonly key: string;
  readonly variable: Variable;
  readonly depth: number;
  /** With its whole path, because what it is in is not above it. */
  readonly whole: boolean;
  /** Of a branch. */
  readonly open: boolean;
  readonly pinned: boolean;
  /** The last one that is kept on top. */
  readonly lastPinned: boolean;
}

export interface Choice {
  readonly filter: Filter;
  readonly show: Show;
  readonly sort: Column;
  readonly descending: boolean;
  readonly pins: ReadonlySet<string>;
  /** What the reader has opened and closed. */
  readonly opened: ReadonlyMap<string, boolean>;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly shown: number;
  readonly all: number;
}

/** Maps that have no more members are open from the start. */
const FEW_MEMBERS = 12;
const MANY_VARIABLES = 300;
const RECENTLY_MS = 10_000;
const CLOSED: ReadonlySet<string> = new Set(['memstats', 'node', 'cmdline']);

/** What the table has, from top to bottom. */
export function buildRows(store: Store, choice: Choice): Rows {
  const rows: Row[] = [];
  const { pins, filter, show } = choice;
  const narrowed = !filter.empty || show !== 'all';
  let all = 0;
  let shown = 0;

  const fits = (variable: Variable): boolean =>
    shows(store, variable, choice) && filter.passes(variable, store);

  for (const key of pins) {
    const variable = store.find(key);
    if (variable !== undefined && fits(variable)) {
      rows.push(row(variable, 0, { whole: true, pinned: true, pins }));
      if (choice.opened.get(`*${key}`) === true && variable instanceof Branch) {
        rows[rows.length - 1] = { ...rows.at(-1)!, open: true };
        for (const child of variable.children.values()) {
          rows.push(row(child, 1, { pinned: true, pins }));
        }
      }
    }
  }
  if (rows.length > 0) {
    rows[rows.length - 1] = { ...rows.at(-1)!, lastPinned: true };
  }

  if (choice.sort !== 'name') {
    const flat: Variable[] = [];
    const gather = (branch: Branch): void => {
      for (const child of branch.children.values()) {
        if (child instanceof Branch && !isSummarised(child, store)) {
          gather(child);
          continue;
        }
        all++;
        if (fits(child)) {
          shown++;
          if (!pins.has(child.key)) {
            flat.push(child);
          }
        }
      }
    };
    gather(store.root);
    compareBy(store, choice.sort, choice.descending, flat);
    for (const variable of flat) {
      rows.push(row(variable, 0, { whole: true, pins }));
    }
    return { rows, shown, all };
  }

  const walk = (branch: Branch, depth: number, inAtom: boolean): Row[] => {
    const found: Row[] = [];
    for (const child of ordered(branch, store, choice.descending)) {
      if (child instanceof Leaf) {
        all += inAtom ? 0 : 1;
        if (fits(child)) {
          shown += inAtom ? 0 : 1;
          found.push(row(child, depth, { pins }));
        }
        continue;
      }
      const atom = isSummarised(child, store);
      const itself = atom && fits(child);
      all += atom && !inAtom ? 1 : 0;
      const members = walk(child, depth + 1, inAtom || atom);
      if (!itself && members.length === 0) {
        continue;
      }
      shown += atom && !inAtom ? 1 : 0;
      const open =
        choice.opened.get(child.key) ??
        (narrowed ? !itself : opensItself(child, store, atom));
      found.push(row(child, depth, { open, pins }));
      if (open) {
        for (const member of members) {
          found.push(member);
        }
      }
    }
    return found;
  };
  for (const found of walk(store.root, 0, false)) {
    if (found.depth > 0 || !pins.has(found.variable.key)) {
      rows.push(found);
    }
  }
  return { rows, shown, all };
}

function row(
  variable: Variable,
  depth: number,
  more: Partial<Row> & { pins: ReadonlySet<string> },
): Row {
  return {
    key: more.pinned === true ? `*${variable.key}` : variable.key,
    variable,
    depth,
    whole: more.whole ?? false,
    open: more.open ?? false,
    pinned: more.pins.has(variable.key),
    lastPinned: false,
  };
}

function opensItself(branch: Branch, store: Store, atom: boolean): boolean {
  return (
    !atom &&
    branch.leaves <= FEW_MEMBERS &&
    store.leaves.size <= MANY_VARIABLES &&
    !CLOSED.has(branch.path[0] ?? '')
  );
}

/** Those of a function's object stay in their order, which means something. */
function ordered(
  branch: Branch,
  store: Store,
  descending: boolean,
): Variable[] {
  const children = [...branch.children.values()];
  if (branch === store.root || store.info(branch).type === 'map') {
    compareBy(store, 'name', descending, children);
  }
  return children;
}

function shows(
  store: Store,
  variable: Variable,
  { show, pins }: Choice,
): boolean {
  switch (show) {
    case 'changing':
      return changedLately(variable, store.at);
    case 'pinned':
      return pins.has(variable.key);
    case 'failing':
      return store.failureOf(variable) !== undefined;
    default:
      return true;
  }
}

function changedLately(variable: Variable, now: number): boolean {
  if (variable instanceof Leaf) {
    return now - variable.changedAt <= RECENTLY_MS;
  }
  for (const child of variable.children.values()) {
    if (changedLately(child, now)) {
      return true;
    }
  }
  return false;
}
