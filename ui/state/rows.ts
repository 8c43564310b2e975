import type { Changes } from './changes.js';
import type { Filter } from './filter.js';
import { type Column, type Order, sortVariables } from './sort-variables.js';
import type { Store } from './store.js';
import {
  countVariables,
  isSummarized,
  rateCounter,
  trendValue,
} from './summary.js';
import {
  isProcessVariable,
  ObjectNode,
  ValueNode,
  type VariableNode,
} from './variable-tree.js';
import type { VariableSegment } from './view.js';

export interface VariableRow {
  readonly type: 'variable';
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

/** The head of the variables that every process has, or of one measure. */
export interface HeadingRow {
  readonly type: 'heading';
  readonly key: string;
  readonly depth: 0;
  /** Undefined for the variables that every process has. */
  readonly measure: string | undefined;
  readonly count: number;
  /** Undefined for a heading that cannot be collapsed. */
  readonly isExpanded: boolean | undefined;
}

/** Stands for the members of a map that the server has not sent. */
export interface UnsentRow {
  readonly type: 'unsent';
  readonly key: string;
  readonly depth: number;
  readonly object: ObjectNode;
}

export type Row = VariableRow | HeadingRow | UnsentRow;

/** Decides which rows the table has and in which order. */
export interface TableQuery {
  readonly filter: Filter;
  readonly segment: VariableSegment;
  readonly sort: Column;
  readonly descending: boolean;
  readonly pins: ReadonlySet<string>;
  /** The rows, by key, that the user has expanded or collapsed. */
  readonly expanded: ReadonlyMap<string, boolean>;
  /** The changes since the reference time, if there is one. */
  readonly changes: Changes | undefined;
}

export interface TableRows {
  readonly rows: readonly Row[];
  readonly matchCount: number;
  readonly totalCount: number;
  /** The objects with members that only the server can search. */
  readonly unsearched: readonly ObjectNode[];
}

export const PROCESS_KEY = '#process';
/** Maps with more members are collapsed at first. */
const FEW_MEMBERS = 12;
/** All maps are collapsed at first if there are more top-level variables. */
const MANY_VARIABLES = 300;

interface RowBuilder {
  readonly store: Store;
  readonly query: TableQuery;
  /** Makes the keys of rows below a pinned row unique. */
  readonly keyPrefix: string;
  matches(variable: VariableNode): boolean;
  countMatch(variable: VariableNode): void;
}

export function buildRows(store: Store, query: TableQuery): TableRows {
  const { pins, filter } = query;
  filter.begin();
  const rows: Row[] = pinnedRows(store, query);
  const processRows: Row[] = [];
  const unsearched: ObjectNode[] = [];
  let matchCount = 0;
  let processCount = 0;
  const builder: RowBuilder = {
    store,
    query,
    keyPrefix: '',
    matches: (variable) =>
      isInSegment(store, variable, query) && filter.matches(variable, store),
    countMatch: (variable) => {
      matchCount++;
      processCount += Number(isProcessVariable(rootPath(variable)));
    },
  };
  if (query.sort === 'name') {
    for (const child of sortedChildren(store.root, query, store)) {
      const childRows = treeRows(child, 0, builder);
      if (!pins.has(child.key)) {
        append(isProcessVariable([child.name]) ? processRows : rows, childRows);
      }
    }
  } else {
    flatRows(builder, rows, processRows);
  }
  if (processRows.length > 0) {
    const isExpanded =
      query.expanded.get(PROCESS_KEY) ??
      (!filter.isEmpty || !['all', 'changed'].includes(query.segment));
    rows.push({
      type: 'heading',
      key: PROCESS_KEY,
      depth: 0,
      measure: undefined,
      count: processCount,
      isExpanded,
    });
    append(rows, isExpanded ? processRows : []);
  }
  if (!filter.isEmpty) {
    collectUnsearched(store.root, unsearched);
  }
  return {
    rows,
    matchCount,
    totalCount: countVariables(store.root),
    unsearched,
  };
}

/**
 * Unlike `push(...more)`, it works for more rows than a call takes arguments.
 */
function append(rows: Row[], more: readonly Row[]): void {
  for (const row of more) {
    rows.push(row);
  }
}

function rootPath(variable: VariableNode): readonly string[] {
  let node = variable;
  while (node.parent?.parent !== undefined) {
    node = node.parent;
  }
  return [node.name];
}

function collectUnsearched(object: ObjectNode, found: ObjectNode[]): void {
  if (object.lazyCount > 0) {
    found.push(object);
  }
  for (const child of object.children.values()) {
    if (child instanceof ObjectNode) {
      collectUnsearched(child, found);
    }
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
          (query.segment === 'pinned' || isInSegment(store, member, query)) &&
          query.filter.matches(member, store),
        countMatch: () => {},
      };
      append(rows, treeRows(variable, 0, builder));
    }
  }
  const last = rows.at(-1);
  return last?.type === 'variable'
    ? [...rows.slice(0, -1), { ...last, isLastPinned: true }]
    : rows;
}

function flatRows(builder: RowBuilder, rows: Row[], processRows: Row[]): void {
  const { store, query } = builder;
  const { pins, filter } = query;
  const variables: VariableNode[] = [];
  const collect = (object: ObjectNode): number => {
    const before = variables.length;
    for (const child of object.children.values()) {
      const isMatch = builder.matches(child);
      const isCounted = !(child instanceof ObjectNode) || isSummarized(child);
      let members = 0;
      // A histogram whose p99 matches has no other row than that of its p99.
      if (child instanceof ObjectNode && (!isCounted || !isMatch)) {
        members = collect(child);
      }
      if (isCounted && !isInSummary(child) && (isMatch || members > 0)) {
        builder.countMatch(child);
      }
      if (
        isMatch &&
        (isCounted || filter.canMatchMaps) &&
        !pins.has(child.key) &&
        (!isInSummary(child) || isNarrowed(query))
      ) {
        variables.push(child);
      }
    }
    return variables.length - before;
  };
  collect(store.root);
  let measure: string | undefined;
  const sorted = sortVariables(store, orderOf(query), variables);
  const measures = new Map<string, number>();
  for (const entry of sorted) {
    if (entry.measure !== undefined) {
      measures.set(entry.measure, (measures.get(entry.measure) ?? 0) + 1);
    }
  }
  for (const { variable, measure: ownMeasure } of sorted) {
    const isOfProcess = isProcessVariable(rootPath(variable));
    if (ownMeasure !== measure && measures.size > 1 && !isOfProcess) {
      measure = ownMeasure;
      rows.push({
        type: 'heading',
        key: `#measure:${measure ?? '-'}`,
        depth: 0,
        measure: measure ?? '-',
        count: 0,
        isExpanded: undefined,
      });
    }
    (isOfProcess ? processRows : rows).push({
      type: 'variable',
      key: variable.key,
      variable,
      depth: 0,
      hasFullPath: true,
      isExpanded: false,
      isPinned: false,
      isLastPinned: false,
    });
  }
}

function isInSummary({ parent }: VariableNode): boolean {
  for (let object = parent; object !== undefined; object = object.parent) {
    if (isSummarized(object)) {
      return true;
    }
  }
  return false;
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
  const isCounted = variable instanceof ValueNode || isSummarized(variable);
  const isMatch =
    (isCounted || isTopPinned || query.filter.canMatchMaps) &&
    builder.matches(variable);
  const children =
    variable instanceof ValueNode ? [] : sortedChildren(variable, query, store);
  let members = children.flatMap((child) =>
    treeRows(child, depth + 1, builder, isInSummarized || isCounted),
  );
  const isUnsent = variable instanceof ObjectNode && variable.lazyCount > 0;
  const isShown =
    isMatch || members.length > 0 || (isUnsent && !isNarrowed(query));
  if (!isShown) {
    return [];
  }
  if (isCounted && !isInSummarized) {
    builder.countMatch(variable);
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
      countMatch: () => {},
    };
    members = children.flatMap((child) => treeRows(child, depth + 1, all));
  }
  const row: Row = {
    type: 'variable',
    key,
    variable,
    depth,
    hasFullPath: isTopPinned,
    isExpanded,
    isPinned: query.pins.has(variable.key),
    isLastPinned: false,
  };
  if (!isExpanded) {
    return [row];
  }
  return isUnsent
    ? [
        row,
        ...members,
        { type: 'unsent', key: `${key}|…`, depth: depth + 1, object: variable },
      ]
    : [row, ...members];
}

function isNarrowed({ filter, segment }: TableQuery): boolean {
  return !filter.isEmpty || segment !== 'all';
}

function isExpandedAtFirst(object: ObjectNode, store: Store): boolean {
  return (
    object.memberCount <= FEW_MEMBERS &&
    store.root.children.size <= MANY_VARIABLES &&
    !isProcessVariable(object.path)
  );
}

function orderOf({ sort, descending, changes }: TableQuery): Order {
  return { column: sort, descending, changes };
}

/** The order of an object that a function returns has a meaning, and stays. */
function sortedChildren(
  object: ObjectNode,
  query: TableQuery,
  store: Store,
): VariableNode[] {
  const children = [...object.children.values()];
  return object === store.root || object.info.type === 'map'
    ? sortVariables(store, orderOf(query), children).map(
        ({ variable }) => variable,
      )
    : children;
}

function isInSegment(
  store: Store,
  variable: VariableNode,
  { segment, pins, changes }: TableQuery,
): boolean {
  switch (segment) {
    case 'all':
      return true;
    case 'changed':
      return hasChanged(variable, changes);
    case 'pinned':
      return pins.has(variable.key);
    case 'failing':
      return store.failureOf(variable) !== undefined;
    case 'overLimit':
      return store.limitLevels.levelOf(variable) !== undefined;
    case 'failedEarlier':
      return store.failedEarlier(variable) !== undefined;
  }
}

/** A histogram has changed if its trend or its count has. */
function hasChanged(
  variable: VariableNode,
  changes: Changes | undefined,
): boolean {
  if (isInSummary(variable)) {
    return false;
  }
  const values = [trendValue(variable), rateCounter(variable)];
  return values.some((value) => value && changes?.hasChanged(value));
}
