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
const MANY_ROWS = 300;
const RECENTLY_MS = 10_000;
const CLOSED: ReadonlySet<string> = new Set(['memstats', 'node', 'cmdline']);

/** Through what the table shows: all of it, or what is pinned. */
interface Walk {
  readonly store: Store;
  readonly choice: Choice;
  /** What stands in the keys of rows before those of their variables. */
  readonly prefix: string;
  fits(variable: Variable): boolean;
  count(isShown: boolean): void;
}

/** What the table has, from top to bottom. */
export function buildRows(store: Store, choice: Choice): Rows {
  const { pins, filter } = choice;
  const rows = pinnedRows(store, choice);
  let all = 0;
  let shown = 0;
  const walk: Walk = {
    store,
    choice,
    prefix: '',
    fits: (variable) =>
      shows(store, variable, choice) && filter.passes(variable, store),
    count: (isShown) => {
      all++;
      shown += isShown ? 1 : 0;
    },
  };
  if (choice.sort === 'name') {
    for (const child of ordered(store.root, store, choice.descending)) {
      const found = rowsOf(child, 0, walk);
      if (!pins.has(child.key)) {
        append(rows, found);
      }
    }
  } else {
    append(rows, flatRows(walk));
  }
  return { rows, shown, all };
}

/** There can be more of them than a call takes arguments. */
function append(rows: Row[], more: readonly Row[]): void {
  for (const row of more) {
    rows.push(row);
  }
}

/** Beside those of the same variables in their maps. */
function pinnedRows(store: Store, choice: Choice): Row[] {
  const rows: Row[] = [];
  for (const pin of choice.pins) {
    const variable = store.find(pin);
    if (variable !== undefined) {
      const walk: Walk = {
        store,
        choice,
        prefix: `*${pin}|`,
        // The members of what is pinned need no pins of their own.
        fits: (of) =>
          (choice.show === 'pinned' || shows(store, of, choice)) &&
          choice.filter.passes(of, store),
        count: () => {},
      };
      append(rows, rowsOf(variable, 0, walk));
    }
  }
  const last = rows.pop();
  return last === undefined ? rows : [...rows, { ...last, lastPinned: true }];
}

function flatRows(walk: Walk): Row[] {
  const { store, choice } = walk;
  const flat: Variable[] = [];
  const gather = (branch: Branch): void => {
    for (const child of branch.children.values()) {
      const fits = walk.fits(child);
      if (child instanceof Branch && !isSummarised(child, store)) {
        gather(child);
        if (!fits || !choice.filter.onKinds) {
          continue;
        }
      } else {
        walk.count(fits);
      }
      if (fits && !choice.pins.has(child.key)) {
        flat.push(child);
      }
    }
  };
  gather(store.root);
  compareBy(store, choice.sort, choice.descending, flat);
  return flat.map((variable) => ({
    key: variable.key,
    variable,
    depth: 0,
    whole: true,
    open: false,
    pinned: false,
    lastPinned: false,
  }));
}

/** Of a variable and of what is open in it, where any of that fits. */
function rowsOf(
  variable: Variable,
  depth: number,
  walk: Walk,
  inAtom = false,
): Row[] {
  const { store, choice, prefix } = walk;
  const onTop = prefix !== '' && depth === 0;
  const atom = variable instanceof Leaf || isSummarised(variable, store);
  const itself =
    (atom || onTop || choice.filter.onKinds) && walk.fits(variable);
  const children =
    variable instanceof Leaf ? [] : ordered(variable, store, choice.descending);
  let members = children.flatMap((child) =>
    rowsOf(child, depth + 1, walk, inAtom || atom),
  );
  const isShown = itself || members.length > 0;
  if (atom && !inAtom) {
    walk.count(isShown);
  }
  if (!isShown) {
    return [];
  }
  const key = onTop ? `*${variable.key}` : prefix + variable.key;
  const open =
    variable instanceof Branch &&
    (choice.opened.get(key) ??
      (isNarrowed(choice)
        ? !itself
        : !onTop && opensItself(variable, store, atom)));
  if (open && members.length === 0) {
    // Who opens what fits by itself wants to see what it has.
    const within: Walk = { ...walk, fits: () => true, count: () => {} };
    members = children.flatMap((child) => rowsOf(child, depth + 1, within));
  }
  const row: Row = {
    key,
    variable,
    depth,
    whole: onTop,
    open,
    pinned: choice.pins.has(variable.key),
    lastPinned: false,
  };
  return open ? [row, ...members] : [row];
}

function isNarrowed({ filter, show }: Choice): boolean {
  return !filter.empty || show !== 'all';
}

function opensItself(branch: Branch, store: Store, atom: boolean): boolean {
  return (
    !atom &&
    branch.leaves <= FEW_MEMBERS &&
    store.root.children.size <= MANY_ROWS &&
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
