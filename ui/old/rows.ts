import type { Filter } from './filter.js';
import { sortVariables } from './sort-variables.js';
import type { Store } from './store.js';
import { isSummarized } from './summary.js';
import {
  isProcessVariable,
  ObjectNode,
  ValueNode,
  type VariableNode,
} from './variable-tree.js';
import type { Column, Tab } from './view-state.js';

export interface Row {
  /** Unique among the rows of the table. */
  readonly key: string;
  readonly variable: VariableNode;
  readonly depth: number;
  /** The row of the map is not above this one, so it shows the full path. */
  readonly hasFullPath: boolean;
  readonly isExpanded: boolean;
  readonly isPinned: boolean;
  /** True for the last of the pinned rows at the top. */
  readonly isLastPinned: boolean;
}

/** Decides which rows the table has and in which order. */
export interface TableQuery {
  readonly filter: Filter;
  readonly tab: Tab;
  readonly sort: Column;
  readonly descending: boolean;
  readonly pins: ReadonlySet<string>;
  /** The rows, by key, that the user has expanded or collapsed. */
  readonly expanded: ReadonlyMap<string, boolean>;
}

export interface TableRows {
  readonly rows: readonly Row[];
  readonly matchCount: number;
  readonly totalCount: number;
}

/** Maps with more members are collapsed at first. */
const FEW_MEMBERS = 12;
/** All maps are collapsed at first if there are more top-level variables. */
const MANY_VARIABLES = 300;
const RECENT_MS = 10_000;

interface RowBuilder {
  readonly store: Store;
  readonly query: TableQuery;
  /** Makes the keys of rows below a pinned row unique. */
  readonly keyPrefix: string;
  matches(variable: VariableNode): boolean;
  count(isMatch: boolean): void;
}

export function buildRows(store: Store, query: TableQuery): TableRows {
  const { pins, filter } = query;
  const rows = pinnedRows(store, query);
  let totalCount = 0;
  let matchCount = 0;
  const builder: RowBuilder = {
    store,
    query,
    keyPrefix: '',
    matches: (variable) =>
      isInTab(store, variable, query) && filter.matches(variable, store),
    count: (isMatch) => {
      totalCount++;
      matchCount += isMatch ? 1 : 0;
    },
  };
  if (query.sort === 'name') {
    for (const child of sortedChildren(store.root, store, query.descending)) {
      const childRows = treeRows(child, 0, builder);
      if (!pins.has(child.key)) {
        append(rows, childRows);
      }
    }
  } else {
    append(rows, flatRows(builder));
  }
  return { rows, matchCount, totalCount };
}

/**
 * Unlike `push(...more)`, it works for more rows than a call takes arguments.
 */
function append(rows: Row[], more: readonly Row[]): void {
  for (const row of more) {
    rows.push(row);
  }
}

/** Pinned members of maps also have a row in their map. */
function pinnedRows(store: Store, query: TableQuery): Row[] {
  const rows: Row[] = [];
  for (const pin of query.pins) {
    const variable = store.find(pin);
    if (variable !== undefined) {
      const builder: RowBuilder = {
        store,
        query,
        keyPrefix: `*${pin}|`,
        // The members of a pinned map need not be pinned.
        matches: (member) =>
          (query.tab === 'pinned' || isInTab(store, member, query)) &&
          query.filter.matches(member, store),
        count: () => {},
      };
      append(rows, treeRows(variable, 0, builder));
    }
  }
  const last = rows.pop();
  return last === undefined ? rows : [...rows, { ...last, isLastPinned: true }];
}

function flatRows(builder: RowBuilder): Row[] {
  const { store, query } = builder;
  const variables: VariableNode[] = [];
  const collect = (object: ObjectNode): void => {
    for (const child of object.children.values()) {
      const isMatch = builder.matches(child);
      if (child instanceof ObjectNode && !isSummarized(child, store)) {
        collect(child);
        if (!isMatch || !query.filter.canMatchMaps) {
          continue;
        }
      } else {
        builder.count(isMatch);
      }
      if (isMatch && !query.pins.has(child.key)) {
        variables.push(child);
      }
    }
  };
  collect(store.root);
  sortVariables(store, query.sort, query.descending, variables);
  return variables.map((variable) => ({
    key: variable.key,
    variable,
    depth: 0,
    hasFullPath: true,
    isExpanded: false,
    isPinned: false,
    isLastPinned: false,
  }));
}

/** The row of a variable, if it or a member matches, and those below it. */
function treeRows(
  variable: VariableNode,
  depth: number,
  builder: RowBuilder,
  isInSummarized = false,
): Row[] {
  const { store, query, keyPrefix } = builder;
  const isTopPinned = keyPrefix !== '' && depth === 0;
  // A histogram counts as one variable, and a map as its members.
  const isCounted =
    variable instanceof ValueNode || isSummarized(variable, store);
  const isMatch =
    (isCounted || isTopPinned || query.filter.canMatchMaps) &&
    builder.matches(variable);
  const children =
    variable instanceof ValueNode
      ? []
      : sortedChildren(variable, store, query.descending);
  let members = children.flatMap((child) =>
    treeRows(child, depth + 1, builder, isInSummarized || isCounted),
  );
  const isShown = isMatch || members.length > 0;
  if (isCounted && !isInSummarized) {
    builder.count(isShown);
  }
  if (!isShown) {
    return [];
  }
  const key = isTopPinned ? `*${variable.key}` : keyPrefix + variable.key;
  const isExpanded =
    variable instanceof ObjectNode &&
    (query.expanded.get(key) ??
      (isNarrowed(query)
        ? !isMatch
        : !isTopPinned && !isCounted && isExpandedAtFirst(variable, store)));
  if (isExpanded && members.length === 0) {
    // The map itself matches, and the user wants to see its members.
    const all: RowBuilder = {
      ...builder,
      matches: () => true,
      count: () => {},
    };
    members = children.flatMap((child) => treeRows(child, depth + 1, all));
  }
  const row: Row = {
    key,
    variable,
    depth,
    hasFullPath: isTopPinned,
    isExpanded,
    isPinned: query.pins.has(variable.key),
    isLastPinned: false,
  };
  return isExpanded ? [row, ...members] : [row];
}

function isNarrowed({ filter, tab }: TableQuery): boolean {
  return !filter.isEmpty || tab !== 'all';
}

function isExpandedAtFirst(object: ObjectNode, store: Store): boolean {
  return (
    object.valueCount <= FEW_MEMBERS &&
    store.root.children.size <= MANY_VARIABLES &&
    !isProcessVariable(object.path)
  );
}

/** The order of an object that a function returns has a meaning, and stays. */
function sortedChildren(
  object: ObjectNode,
  store: Store,
  descending: boolean,
): VariableNode[] {
  const children = [...object.children.values()];
  if (object === store.root || store.info(object).type === 'map') {
    sortVariables(store, 'name', descending, children);
  }
  return children;
}

function isInTab(
  store: Store,
  variable: VariableNode,
  { tab, pins }: TableQuery,
): boolean {
  switch (tab) {
    case 'all':
      return true;
    case 'changing':
      return changedRecently(variable, store.at);
    case 'pinned':
      return pins.has(variable.key);
    case 'failing':
      return store.failureOf(variable) !== undefined;
    case 'overLimit':
      return store.limitLevels.levelOf(variable) !== undefined;
  }
}

function changedRecently(variable: VariableNode, now: number): boolean {
  if (variable instanceof ValueNode) {
    return now - variable.changedAt <= RECENT_MS;
  }
  return [...variable.children.values()].some((child) =>
    changedRecently(child, now),
  );
}
