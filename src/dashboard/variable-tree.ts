import { types } from 'node:util';
import { MAX_DEPTH } from '../encoding/limits.js';
import type { PlainObject, PlainValue } from '../encoding/plain-value.js';
import type { SelectedVars } from '../evaluation/selected-vars.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import {
  IS_TOO_LARGE,
  KEYS_VERSION,
  type MapVar,
  UNSORTED,
} from '../vars/map-var.js';
import { PropertyVar, variableIn } from '../vars/property-var.js';
import { isPlainVar, overridesText, type Var, varTypeOf } from '../vars/var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { jsonTextOf, MAX_TEXT } from './json-text.js';
import type { LazyBranch, Meta, Value } from './protocol/types.js';
import type { SeriesStore } from './series-store.js';
import {
  SERIES_PRIORITY,
  type SeriesPriority,
  VariableNode,
} from './variable-node.js';

/** The most nodes without those in opened objects: 20,000, and the package's own. */
const MAX_NODES = 20_500;

/** The most nodes while nobody watches, for variables with `history: true`. */
const MAX_OPTED_IN_NODES = 2 * MAX_NODES;

/** The members of a lazy map or object that are shown once it is opened. */
const MAX_OPENED = 1000;

/** Keys that are scanned between two steps. */
export const SCAN_STEP = 64;

/** Different metadata beyond this number is stored more than once. */
const MAX_SHARED_META = 10_000;

/** The members of a map or object that need nodes even if it is lazy. */
interface Wanted {
  readonly keys: Set<string>;
  /** True if the first members are wanted. */
  isOpened: boolean;
}

type Variables = ReadonlyMap<string, Var | null>;

/**
 * The variables as a tree of nodes. It follows the registry and the maps by
 * scanning those whose keys have changed, and knows how each variable is read.
 *
 * Up to 20,000 names and members have nodes. If there are more, the
 * largest maps and objects are lazy: their members have no nodes until somebody
 * opens them.
 */
export class VariableTree {
  readonly root = new VariableNode(-1, undefined, '');
  /** All nodes but the root by id, parents first. */
  readonly nodes = new Map<number, VariableNode>();
  /** Variables whose value is a number or string that is stored in them. */
  readonly scalars = new Set<VariableNode>();
  /** Histograms and rates, whose value has members. */
  readonly distributions = new Set<VariableNode>();
  /** Variables whose value may run user code. */
  readonly evaluated = new Set<VariableNode>();
  /** Maps that the document leaves out. */
  readonly failedMaps = new Set<VariableNode>();
  /** The ids of removed nodes, without the nodes below them. */
  removed: number[] = [];
  /** Lazy branches whose number of unsent members has changed. */
  readonly changedLazy = new Set<VariableNode>();
  lastId = -1;
  private readonly maps = new Set([this.root]);
  /** Objects in the values of variables. */
  private readonly objects = new Set<VariableNode>();
  private readonly properties = new Set<VariableNode>();
  private readonly lazy = new Set<VariableNode>();
  /** Maps and objects with members that have no node. */
  private readonly partial = new Set<VariableNode>();
  private readonly wanted = new Map<VariableNode, Wanted>();
  private readonly sharedMeta = new Map<string, Meta>();
  /** The nodes in lazy maps and objects. */
  private openedNodes = 0;
  private largest: VariableNode | undefined;
  private scans = 0;
  private hasAllNodes = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly series: SeriesStore,
  ) {
    this.root.children = new Map();
  }

  /**
   * Sets whether all variables need nodes, or only numbers that get a series.
   */
  set isComplete(isComplete: boolean) {
    if (isComplete && !this.hasAllNodes) {
      for (const map of this.maps) {
        map.keysVersion = undefined;
      }
    }
    this.hasAllNodes = isComplete;
  }

  get lazyBranches(): LazyBranch[] {
    return [...this.partial].map(({ id, unsent }) => [id, unsent]);
  }

  /**
   * Notes which members of lazy maps and objects need nodes.
   *
   * @param paths of opened maps and objects, or of single members
   */
  want(paths: Iterable<readonly string[]>): void {
    this.wanted.clear();
    for (const path of paths) {
      let node: VariableNode | undefined = this.root;
      for (const key of path) {
        this.wantedIn(node).keys.add(key);
        node = node.children?.get(key);
        if (node === undefined) {
          break;
        }
      }
      if (node !== undefined) {
        this.wantedIn(node).isOpened = true;
      }
    }
  }

  /** Adds nodes for new variables and removes those of gone ones; in steps. */
  *update(vars: SelectedVars): Generator<undefined> {
    this.largest = undefined;
    for (const node of this.properties) {
      if (variableIn(node.variable) !== node.content) {
        node.parent!.keysVersion = undefined;
      }
    }
    let count = 0;
    // The scans add the maps that they meet to the set.
    for (const node of this.maps) {
      if (
        node.keysVersion === undefined ||
        node.keysVersion !== this.versionOf(node) ||
        (this.hasAllNodes && this.partial.has(node))
      ) {
        yield* this.scan(node, vars);
      }
      if (++count % SCAN_STEP === 0) {
        yield;
      }
    }
    if (this.hasAllNodes) {
      this.makeRoom(0);
    }
  }

  /**
   * Sets the value of a node, or the members of its value.
   *
   * @param onValue gets the node of each value that is no object
   */
  set(
    node: VariableNode,
    content: PlainValue,
    onValue: (node: VariableNode, value: Value) => void,
  ): void {
    if (content instanceof Map) {
      const object =
        node.children === undefined && node.value !== undefined
          ? this.replace(node)
          : node;
      if (object.children === undefined) {
        object.children = new Map();
        this.objects.add(object);
      }
      this.setMembers(object, content as PlainObject, onValue);
    } else {
      const valueNode = node.children === undefined ? node : this.replace(node);
      onValue(valueNode, valueOf(content as Exclude<PlainValue, PlainObject>));
    }
  }

  /** Returns the names and members without nodes whose path has all terms. */
  *search(
    vars: SelectedVars,
    terms: readonly string[],
    limit: number,
  ): Generator<undefined, (readonly string[])[]> {
    const found: (readonly string[])[] = [];
    let count = 0;
    const pending: [
      path: readonly string[],
      members: Iterable<[string, Var | null | PlainValue]>,
      known: ReadonlyMap<string, VariableNode> | undefined,
    ][] = [...this.partial].map((node) => [
      node.path,
      node.lazyMembers ??
        (this.maps.has(node) ? this.membersOf(node, vars) : []),
      node.children,
    ]);
    // A map may contain itself, and be in several maps.
    const searched = new Set<unknown>();
    for (const [path, members, known] of pending) {
      if (searched.has(members)) {
        continue;
      }
      searched.add(members);
      for (const [key, member] of members) {
        if (++count % SCAN_STEP === 0) {
          yield;
        }
        if (known?.has(key) === true) {
          continue;
        }
        const memberPath = [...path, key];
        const content = contentOf(member);
        if (content instanceof Map) {
          pending.push([memberPath, content as PlainObject, undefined]);
        } else if (isOwnMap(content) && memberPath.length < MAX_DEPTH) {
          pending.push([memberPath, vars.entriesOf(content), undefined]);
        }
        const text = memberPath.join('.').toLowerCase();
        if (terms.every((term) => text.includes(term))) {
          found.push(memberPath);
          if (found.length > limit) {
            return found;
          }
        }
      }
    }
    return found;
  }

  private wantedIn(node: VariableNode): Wanted {
    const wanted = this.wanted.get(node) ?? {
      keys: new Set(),
      isOpened: false,
    };
    this.wanted.set(node, wanted);
    return wanted;
  }

  private membersOf(node: VariableNode, vars: SelectedVars): Variables {
    return node === this.root
      ? vars.entries
      : vars.entriesOf(node.content as MapVar);
  }

  private versionOf(node: VariableNode): number | undefined {
    return node === this.root
      ? this.registry.keysVersion
      : (node.content as { readonly [KEYS_VERSION]?: number })[KEYS_VERSION];
  }

  /** Removes a node with everything below it. */
  private remove(node: VariableNode): void {
    node.parent!.children!.delete(node.key);
    this.removed.push(node.id);
    this.forget(node);
  }

  private *scan(node: VariableNode, vars: SelectedVars): Generator<undefined> {
    const children = node.children!;
    const version = this.versionOf(node);
    const members = this.membersOf(node, vars);
    this.checkSize(node);
    const size = this.nodes.size;
    const limit = this.limitOf(node, members.size);
    if (this.nodes.size < size) {
      yield; // It takes long to make room.
    }
    const scan = ++this.scans;
    let count = 0;
    if (limit > 0) {
      for (const [key, variable] of members) {
        this.include(node, key, variable, scan);
        if (++count >= limit) {
          break;
        }
        if (count % SCAN_STEP === 0) {
          yield;
        }
      }
    }
    for (const key of this.wanted.get(node)?.keys ?? []) {
      const variable = members.get(key);
      if (variable !== undefined) {
        this.include(node, key, variable, scan);
      }
    }
    for (const child of children.values()) {
      // The history of a number does not end because its map became lazy.
      const isKept =
        child.series >= 0 && members.get(child.key) === child.variable;
      if (child.lastSeen !== scan && !isKept) {
        this.remove(child);
      }
      if (++count % SCAN_STEP === 0) {
        yield;
      }
    }
    if (this.hasAllNodes) {
      // Members may have been removed during the scan.
      this.setUnsent(node, Math.max(members.size - children.size, 0));
    }
    node.keysVersion = version;
  }

  private setMembers(
    node: VariableNode,
    members: PlainObject,
    onValue: (node: VariableNode, value: Value) => void,
  ): void {
    const children = node.children!;
    const limit = this.limitOf(node, members.size);
    const scan = ++this.scans;
    const setMember = (key: string, member: PlainValue): void => {
      const child = children.get(key) ?? this.add(node, key);
      child.lastSeen = scan;
      this.set(child, member, onValue);
      children.get(key)!.lastSeen = scan;
    };
    // All members have nodes before the members of one take the room.
    if (limit === Infinity && children.size < members.size) {
      for (const key of members.keys()) {
        if (!children.has(key)) {
          this.add(node, key);
        }
      }
    }
    let count = 0;
    if (limit > 0) {
      for (const [key, member] of members) {
        setMember(key, member);
        if (++count >= limit) {
          break;
        }
      }
    }
    for (const key of this.wanted.get(node)?.keys ?? []) {
      const member = members.get(key);
      if (member !== undefined) {
        setMember(key, member);
      }
    }
    if (children.size > count) {
      for (const child of children.values()) {
        if (child.lastSeen !== scan) {
          this.remove(child);
        }
      }
    }
    const unsent = members.size - children.size;
    node.lazyMembers = unsent > 0 ? members : undefined;
    this.setUnsent(node, unsent);
  }

  /** Decides how many members of a map or object have nodes. */
  private limitOf(node: VariableNode, size: number): number {
    if (!this.hasAllNodes) {
      return this.failedMaps.has(node) ? 0 : Infinity;
    }
    if (node === this.root) {
      return MAX_NODES;
    }
    const present = this.lazy.has(node) ? 0 : node.children!.size;
    const hasRoom = this.makeRoom(size - present, node, size);
    this.setLazy(node, !hasRoom);
    return hasRoom
      ? Infinity
      : this.wanted.get(node)?.isOpened === true
        ? MAX_OPENED
        : 0;
  }

  /**
   * Makes the largest maps and objects lazy until there is room.
   *
   * @param count of further nodes
   * @param keeper a node that does not become lazy, nor any around it or with
   *   fewer members
   * @returns whether there is room
   */
  private makeRoom(count: number, keeper?: VariableNode, size = 0): boolean {
    while (this.nodes.size - this.openedNodes + count > MAX_NODES) {
      this.largest ??= this.findLargest();
      const { largest } = this;
      if (
        largest === undefined ||
        largest.children!.size <= size ||
        contains(largest, keeper)
      ) {
        return false;
      }
      this.largest = undefined;
      this.collapse(largest);
    }
    return true;
  }

  private findLargest(): VariableNode | undefined {
    let largest: VariableNode | undefined;
    for (const nodes of [this.maps, this.objects]) {
      for (const node of nodes) {
        if (
          node !== this.root &&
          !this.lazy.has(node) &&
          node.children!.size > (largest?.children!.size ?? 0)
        ) {
          largest = node;
        }
      }
    }
    return largest;
  }

  private collapse(node: VariableNode): void {
    const members = node.unsent + node.children!.size;
    this.setLazy(node, true);
    for (const child of node.children!.values()) {
      if (child.series < 0) {
        this.remove(child);
      }
    }
    this.setUnsent(node, members - node.children!.size);
  }

  private setLazy(node: VariableNode, isLazy: boolean): void {
    if (isLazy && !this.lazy.has(node)) {
      this.lazy.add(node);
      this.openedNodes += node.children!.size;
    } else if (!isLazy && this.lazy.delete(node)) {
      this.openedNodes -= node.children!.size;
    }
  }

  private setUnsent(node: VariableNode, unsent: number): void {
    if (unsent !== node.unsent) {
      node.unsent = unsent;
      this.changedLazy.add(node);
      if (unsent > 0) {
        this.partial.add(node);
      } else {
        this.partial.delete(node);
      }
    }
  }

  private checkSize(node: VariableNode): void {
    if (node !== this.root) {
      if ((node.content as MapVar)[IS_TOO_LARGE]) {
        node.mapError = new Error('the map takes more than 1 MiB');
        this.failedMaps.add(node);
      } else {
        this.failedMaps.delete(node);
      }
    }
  }

  private include(
    parent: VariableNode,
    key: string,
    variable: Var | null,
    scan: number,
  ): void {
    let child = parent.children!.get(key);
    if (
      child !== undefined &&
      (child.variable !== variable || child.content !== contentOf(variable))
    ) {
      this.remove(child);
      child = undefined;
    }
    child ??= this.addVariable(parent, key, variable);
    if (child !== undefined) {
      child.lastSeen = scan;
    }
  }

  /** @returns undefined if the variable needs no node */
  private addVariable(
    parent: VariableNode,
    key: string,
    variable: Var | null,
  ): VariableNode | undefined {
    const content = contentOf(variable);
    const reading = readingOf(content);
    const meta = this.statedMeta(parent, key);
    const isOptedIn = parent.isOptedIn || meta?.history === true;
    const priority = priorityOf(meta, isOptedIn);
    const isNeeded =
      this.hasAllNodes ||
      (isOptedIn
        ? this.nodes.size < MAX_OPTED_IN_NODES
        : this.nodes.size < MAX_NODES &&
          (reading === 'map' ||
            (storesNumber(variable) && this.series.canOpen(priority))));
    if (!isNeeded) {
      return undefined;
    }
    const node = new VariableNode(
      ++this.lastId,
      parent,
      key,
      this.metaOf(parent, meta, typeOf(content)),
      priority,
      isOptedIn,
      variable,
      content,
    );
    this.insert(node);
    if (isProperty(variable)) {
      this.properties.add(node);
    }
    switch (reading) {
      case 'scalar':
        this.scalars.add(node);
        break;
      case 'distribution':
        this.distributions.add(node);
        break;
      case 'evaluated':
        this.evaluated.add(node);
        break;
      case 'map':
        node.children = new Map();
        node.mapError = nestingError(node);
        if (node.mapError === undefined) {
          this.maps.add(node);
        } else {
          this.failedMaps.add(node);
        }
    }
    return node;
  }

  /** Adds a member of the value of a variable. */
  private add(parent: VariableNode, key: string): VariableNode {
    const meta = this.statedMeta(parent, key);
    const node = new VariableNode(
      ++this.lastId,
      parent,
      key,
      this.metaOf(parent, meta),
      priorityOf(meta, parent.isOptedIn),
      parent.isOptedIn,
    );
    this.insert(node);
    return node;
  }

  private insert(node: VariableNode): void {
    this.nodes.set(node.id, node);
    node.parent!.children!.set(node.key, node);
    if (this.lazy.has(node.parent!)) {
      this.openedNodes++;
    }
  }

  /** Replaces a node by one without a value. */
  private replace(node: VariableNode): VariableNode {
    const { parent, key, variable } = node;
    this.remove(node);
    return variable === undefined
      ? this.add(parent!, key)
      : (this.addVariable(parent!, key, variable) ?? node);
  }

  private forget(node: VariableNode): void {
    this.setLazy(node, false);
    for (const child of node.children?.values() ?? []) {
      this.forget(child);
    }
    if (this.lazy.has(node.parent!)) {
      this.openedNodes--;
    }
    if (node === this.largest) {
      this.largest = undefined;
    }
    this.nodes.delete(node.id);
    this.series.close(node);
    if (isProperty(node.variable)) {
      this.properties.delete(node);
    }
    if (!this.scalars.delete(node)) {
      for (const nodes of [
        this.distributions,
        this.evaluated,
        this.failedMaps,
        this.changedLazy,
        this.maps,
        this.objects,
        this.partial,
        this.wanted,
      ]) {
        nodes.delete(node);
      }
    }
  }

  /** @returns undefined if nothing is stated, or a Proxy throws */
  private statedMeta(parent: VariableNode, key: string): VarMeta | undefined {
    try {
      return this.registry.resolve([...parent.path, key]).meta;
    } catch {
      return undefined;
    }
  }

  private metaOf(
    parent: VariableNode,
    meta: VarMeta | undefined,
    type?: Meta['type'],
  ): Meta | undefined {
    // A member without metadata has the kind and unit of its object.
    const { kind, unit } = meta ?? parent.meta ?? {};
    const { description, source, limits } = meta ?? {};
    const json = JSON.stringify({
      type,
      kind,
      unit,
      description,
      source: source && shownSource(source),
      limits,
    });
    if (json === '{}') {
      return undefined;
    }
    let shared = this.sharedMeta.get(json);
    if (shared === undefined) {
      if (this.sharedMeta.size >= MAX_SHARED_META) {
        this.sharedMeta.clear();
      }
      shared = JSON.parse(json) as Meta;
      this.sharedMeta.set(json, shared);
    }
    return shared;
  }
}

type Reading = 'scalar' | 'distribution' | 'map' | 'evaluated';

function readingOf(content: Var | null): Reading {
  if (content === null || types.isProxy(content)) {
    return 'evaluated';
  }
  if (isPlainVar(content)) {
    const type = varTypeOf(content);
    return type === 'histogram' || type === 'rate' ? 'distribution' : 'scalar';
  }
  return isOwnMap(content) ? 'map' : 'evaluated';
}

function isOwnMap(value: unknown): value is MapVar {
  return (
    !types.isProxy(value) &&
    varTypeOf(value) === 'map' &&
    UNSORTED in (value as Var) &&
    !overridesText(value as Var)
  );
}

/** True if numbers of a variable can be read without running user code. */
function storesNumber(variable: Var | null): boolean {
  const content = contentOf(variable);
  return (
    (readingOf(content) !== 'evaluated' && varTypeOf(content) !== 'string') ||
    (isProperty(variable) && typeof variable.storedValue === 'number')
  );
}

/** A Proxy may throw whenever it is looked at. */
function isProperty(variable: unknown): variable is PropertyVar {
  return !types.isProxy(variable) && variable instanceof PropertyVar;
}

/** The variable in a property, or anything else itself. */
function contentOf<T>(variable: T): T {
  return isProperty(variable) ? (variableIn(variable) as T) : variable;
}

function typeOf(content: Var | null): Meta['type'] {
  return content === null
    ? 'null'
    : types.isProxy(content)
      ? 'custom'
      : varTypeOf(content);
}

function contains(ancestor: VariableNode, node?: VariableNode): boolean {
  let each = node;
  while (each !== undefined && each !== ancestor) {
    each = each.parent;
  }
  return each !== undefined;
}

function nestingError({ content, parent }: VariableNode): Error | undefined {
  let depth = 0;
  for (let node = parent; node !== undefined; node = node.parent) {
    if (node.content === content) {
      return new Error('the map contains itself');
    }
    depth++;
  }
  return depth > MAX_DEPTH
    ? new Error(`variables nest deeper than ${MAX_DEPTH} levels`)
    : undefined;
}

function priorityOf(
  meta: VarMeta | undefined,
  isOptedIn: boolean,
): SeriesPriority {
  return isOptedIn
    ? SERIES_PRIORITY.history
    : meta?.kind === 'counter'
      ? SERIES_PRIORITY.counter
      : SERIES_PRIORITY.early;
}

/**
 * Writes `Quotes.ticks (providers of QuotesModule)` as `QuotesModule ›
 * Quotes.ticks`.
 */
function shownSource(source: string): string {
  return source.replace(/^(.*) \(\w+ of (.+)\)$/, '$2 › $1');
}

function valueOf(content: Exclude<PlainValue, PlainObject>): Value {
  return typeof content === 'object' && content !== null
    ? jsonTextOf(content)
    : typeof content === 'string' && content.length > MAX_TEXT
      ? jsonTextOf(content)
      : content;
}
