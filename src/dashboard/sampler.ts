import { availableParallelism } from 'node:os';
import type { PlainObject, PlainValue } from '../encoding/plain-value.js';
import type { SelectedVars } from '../evaluation/selected-vars.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { EventLoopYielder, TimeSlice } from '../support/event-loop.js';
import { monotonicNow } from '../support/monotonic-now.js';
import type { MapVar } from '../vars/map-var.js';
import { PropertyVar } from '../vars/property-var.js';
import { summaryOf, type Var, varTypeOf } from '../vars/var.js';
import { MAX_TEXT } from './json-text.js';
import { OpenedPaths } from './opened-paths.js';
import type { ProcessSource, TickReadings } from './process-source.js';
import {
  type Delta,
  type Failure,
  HISTORY_LENGTH,
  type HistoryResponse,
  type JsonText,
  type Meta,
  type Nodes,
  type Sample,
  type SearchResponse,
  type Snapshot,
  type Value,
} from './protocol/types.js';
import { RuntimeFigures } from './runtime-figures.js';
import { SeriesStore } from './series-store.js';
import type { VariableNode } from './variable-node.js';
import { SCAN_STEP, VariableTree } from './variable-tree.js';

/** Steps of the update of the tree in a sample while nobody watches. */
const MAX_IDLE_STEPS = 60;

/** Functions that are called between two checks of the time slice. */
const CALLS = 4;

/** The most names in the answer to a search. */
const MAX_FOUND = 100;

/** The part of a snapshot that a sampler knows. */
export type SampledSnapshot = Omit<
  Snapshot,
  | 'process'
  | 'intervalMs'
  | 'history'
  | 'limits'
  | 'series'
  | 'intervals'
  | 'events'
>;

/** A variable that stores a number or string. */
interface StoredValue {
  readonly value: unknown;
}

/** Samples the variables and stores the last ten minutes. */
export class Sampler {
  /** The number of the last sample. */
  n = -1;
  mono = 0;
  wall = 0;
  /** The readings of the time between the last two samples. */
  readings: TickReadings | undefined;
  /** True if the last sample included all variables. */
  isComplete = false;
  readonly opened = new OpenedPaths();
  private readonly series = new SeriesStore();
  private readonly tree: VariableTree;
  private readonly figures: RuntimeFigures;
  private readonly yielder = new EventLoopYielder();
  /** The update of the tree that continues in the next idle sample. */
  private idleUpdate: Iterator<undefined> | undefined;
  private vars: SelectedVars;
  /** The variable that is being read. */
  private current: VariableNode;
  private failing = new Map<VariableNode, Failure>();
  private failures = this.failing;
  private late: number[] = [];
  private previousLate: readonly number[] = [];
  /** Viewers have the nodes up to this id. */
  private sentId = -1;
  private changedIds: number[] = [];
  private changedValues: Value[] = [];

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly source: ProcessSource,
  ) {
    this.tree = new VariableTree(registry, this.series);
    this.figures = new RuntimeFigures(source);
    this.current = this.tree.root;
    this.vars = this.select();
  }

  /** Starts to observe the process between samples. */
  start(): void {
    this.figures.start();
  }

  stop(): void {
    this.figures.stop();
  }

  /**
   * The paths of the values of the last sample that are late; undefined if it did
   * not include all variables.
   */
  get lateVariables(): (readonly string[])[] | undefined {
    return this.isComplete
      ? this.previousLate.map((id) => this.tree.nodes.get(id)!.path)
      : undefined;
  }

  /**
   * Samples the numbers with a series. Runs no user code, except for variables
   * with `history: true`.
   *
   * @param signal stops the wait for these variables
   */
  async sampleStored(signal: AbortSignal): Promise<undefined> {
    const { tree } = this;
    this.vars = this.select();
    const { vars } = this;
    tree.isComplete = false;
    tree.want(this.wantedPaths());
    const lastId = tree.lastId;
    this.idleUpdate ??= tree.update(vars);
    for (let step = 0; step < MAX_IDLE_STEPS; step++) {
      if (this.idleUpdate.next().done === true) {
        this.idleUpdate = undefined;
        break;
      }
    }
    const optedIn = [...tree.evaluated].filter(({ isOptedIn }) => isOptedIn);
    for (const { variable } of optedIn) {
      vars.functions.collect(variable);
    }
    await vars.functions.settle(signal);
    this.beginTick();
    this.isComplete = false;
    for (const node of optedIn) {
      this.read(node);
    }
    for (const node of this.series) {
      this.readStored(node);
    }
    // The new numbers may get a series.
    for (let id = lastId + 1; id <= tree.lastId; id++) {
      const node = tree.nodes.get(id);
      if (node !== undefined) {
        this.readStored(node);
      }
    }
    this.failing = new Map();
    this.late = [];
    this.changedIds = [];
    this.changedValues = [];
    tree.removed = tree.removed.filter((id) => id <= this.sentId);
  }

  /**
   * Samples all variables that have nodes.
   *
   * @param signal stops the wait for async variables
   * @returns the changes since the last sample; undefined if that was not
   *   complete
   */
  async sampleAll(signal: AbortSignal): Promise<Delta | undefined> {
    const { tree } = this;
    const slice = new TimeSlice(this.yielder);
    this.registry.refresh();
    this.vars = this.select();
    const { vars } = this;
    this.idleUpdate = undefined;
    tree.isComplete = true;
    tree.want(this.wantedPaths());
    await slice.run(tree.update(vars), signal);
    await slice.run(this.collect(vars), signal);
    if (await vars.functions.settle(signal)) {
      slice.restart();
    }
    const runtime = this.beginTick();
    await slice.run(this.readAll(), signal);
    // The values that functions have returned are garbage now.
    this.vars = this.select();
    const wasComplete = this.isComplete;
    this.isComplete = true;
    const changes = this.takeChanges(wasComplete);
    const { n, mono, wall } = this;
    return changes && { n, mono, wall, r: runtime, ...changes };
  }

  /** Returns everything of the last complete sample; in steps. */
  *snapshot(): Generator<undefined, SampledSnapshot> {
    const { n, mono, wall, tree } = this;
    const columns = new Columns();
    let count = 0;
    for (const node of tree.nodes.values()) {
      columns.add(node);
      if (++count % 1024 === 0) {
        yield;
      }
    }
    return {
      n,
      mono,
      wall,
      heapLimit: this.source.readFigures().heapLimit,
      cpus: availableParallelism(),
      nodes: columns,
      lazy: tree.lazyBranches,
      runtime: this.figures.history,
      failures: [...this.failures.values()],
      late: this.previousLate,
    };
  }

  /** Returns the last ten minutes of numbers, which get a series from now on. */
  history(ids: readonly number[]): HistoryResponse {
    const { n, sampleCount } = this;
    const series = new Map<number, Sample[]>();
    for (const id of ids) {
      const node = this.tree.nodes.get(id);
      if (node !== undefined && (node.series >= 0 || isNumeric(node.value))) {
        this.series.view(node);
        series.set(id, this.series.samples(node, sampleCount, n));
      }
    }
    return { n, series };
  }

  /**
   * Finds names and members that have no nodes.
   *
   * @param query terms that the path must contain, separated by spaces
   */
  async find(query: string, signal: AbortSignal): Promise<SearchResponse> {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    const slice = new TimeSlice(this.yielder);
    const found = await slice.run(
      this.tree.search(this.select(), terms, MAX_FOUND),
      signal,
    );
    return {
      paths: found.slice(0, MAX_FOUND),
      isTruncated: found.length > MAX_FOUND,
    };
  }

  private get sampleCount(): number {
    return Math.min(this.n + 1, HISTORY_LENGTH);
  }

  private select(): SelectedVars {
    return this.registry.select((_path, reason) =>
      this.addFailure(this.current, reason),
    );
  }

  private *wantedPaths(): Generator<readonly string[]> {
    yield* this.opened.paths(monotonicNow());
    for (const [name, key] of this.registry.metadata.historyOptIns()) {
      yield key === undefined ? [name] : [name, key];
    }
  }

  /** @returns the figures of the process */
  private beginTick(): Sample[] {
    this.mono = monotonicNow();
    this.wall = Date.now();
    this.series.beginTick(this.n + 1);
    this.n++;
    const { r, readings } = this.figures.sample(this.mono, this.wall);
    this.readings = readings;
    return r;
  }

  private *collect({ functions }: SelectedVars): Generator<undefined> {
    let count = 0;
    for (const { variable } of this.tree.evaluated) {
      functions.collect(variable);
      if (++count % CALLS === 0) {
        yield;
      }
    }
  }

  private *readAll(): Generator<undefined> {
    const { tree } = this;
    let count = 0;
    for (const node of tree.scalars) {
      this.readScalar(node);
      if (++count % SCAN_STEP === 0) {
        yield;
      }
    }
    for (const nodes of [tree.distributions, tree.evaluated]) {
      for (const node of nodes) {
        this.read(node);
        yield;
      }
    }
    for (const node of tree.failedMaps) {
      this.current = node;
      this.vars.failures.record(node.path, node.mapError);
    }
  }

  /**
   * Hot path: reads a variable that is stored as a number or string. Everything
   * out of the ordinary goes the way of {@link Sampler.read}.
   */
  private readScalar(node: VariableNode): void {
    let value: unknown;
    try {
      value = storedNumber(node.content);
    } catch {
      // Reading it again reports the failure.
    }
    if (
      isFiniteNumber(value) ||
      (typeof value === 'string' && value.length <= MAX_TEXT)
    ) {
      this.setValue(node, value);
    } else {
      this.read(node);
    }
  }

  private read(node: VariableNode): void {
    this.current = node;
    const { variable, parent, key } = node;
    let content: PlainValue | MapVar | undefined;
    try {
      content = this.vars.read(variable!, parent!.path, key);
    } catch (error) {
      this.vars.failures.record(node.path, error);
      this.clear(node);
      return;
    }
    this.tree.set(
      node,
      varTypeOf(content) === 'map'
        ? this.membersOf(content as MapVar, node.path)
        : (content as PlainValue),
      this.setValue,
    );
    if (variable !== null && this.vars.functions.isStale(variable!)) {
      this.late.push(parent!.children!.get(key)!.id);
    }
  }

  /** Reads the values in a map that a function has returned. */
  private membersOf(map: MapVar, path: readonly string[]): PlainObject {
    const members = new Map<string, PlainValue>();
    for (const [key, variable] of this.vars.entriesOf(map)) {
      try {
        const content = this.vars.read(variable, path, key);
        members.set(
          key,
          varTypeOf(content) === 'map'
            ? this.membersOf(content as MapVar, [...path, key])
            : (content as PlainValue),
        );
      } catch (error) {
        this.vars.failures.record([...path, key], error);
      }
    }
    return members;
  }

  /**
   * Reads the variable of a node, once per sample and without running user code.
   * A failure is reported only by complete samples.
   */
  private readStored(numberNode: VariableNode): void {
    let node = numberNode;
    while (node.variable === undefined) {
      node = node.parent!;
    }
    if (node.lastRead === this.n) {
      return;
    }
    node.lastRead = this.n;
    const { content, variable } = node;
    const { scalars, distributions } = this.tree;
    try {
      if (scalars.has(node)) {
        this.setNumber(node, (content as unknown as StoredValue).value);
      } else if (distributions.has(node)) {
        this.setSummary(node, summaryOf(content!) as Record<string, number>);
      } else if (variable instanceof PropertyVar && !node.isOptedIn) {
        this.setNumber(node, variable.storedValue);
      }
    } catch {
      // An object may have a property in the place of the getter of its class.
    }
  }

  private setNumber(node: VariableNode, value: unknown): void {
    if (isFiniteNumber(value) && node.children === undefined) {
      this.setValue(node, value);
    }
  }

  /** Sets the members of a distribution that are always at hand. */
  private setSummary(
    node: VariableNode,
    summary: Readonly<Record<string, number>>,
  ): void {
    if (node.children === undefined) {
      this.tree.set(node, new Map(Object.entries(summary)), this.setValue);
      return;
    }
    for (const [key, value] of Object.entries(summary)) {
      const child = node.children.get(key);
      if (child !== undefined) {
        this.setNumber(child, value);
      }
    }
  }

  private readonly setValue = (node: VariableNode, value: Value): void => {
    if (!Object.is(value, node.value) && !isSameText(value, node.value)) {
      if (node.id <= this.sentId) {
        this.changedIds.push(node.id);
        this.changedValues.push(value);
      }
      node.value = value;
    }
    if (typeof value === 'number') {
      this.series.record(node, value);
    } else if (typeof value === 'bigint') {
      this.series.record(node, Number(value));
    }
  };

  /** Sets all values of a variable that has failed to null. */
  private clear(node: VariableNode): void {
    if (node.children === undefined) {
      this.setValue(node, null);
      return;
    }
    for (const child of node.children.values()) {
      this.clear(child);
    }
  }

  private addFailure(node: VariableNode, reason: string): void {
    if (!this.failing.has(node)) {
      const since = this.failures.get(node)?.since ?? this.wall;
      this.failing.set(node, { id: node.id, reason, since });
    }
  }

  /** @param areWanted false if nobody knows the state before them */
  private takeChanges(
    areWanted: boolean,
  ): Omit<Delta, 'n' | 'mono' | 'wall' | 'r'> | undefined {
    const { tree, sentId, changedIds, changedValues } = this;
    const removed = tree.removed.filter((id) => id <= sentId);
    const changedLazy = [...tree.changedLazy];
    this.sentId = tree.lastId;
    this.changedIds = [];
    this.changedValues = [];
    tree.removed = [];
    tree.changedLazy.clear();
    const stateChanges = this.takeStateChanges();
    if (!areWanted) {
      return undefined;
    }
    const added = this.nodesAfter(sentId);
    const lazy = changedLazy.map(({ id, unsent }) => [id, unsent] as const);
    return {
      ...(removed.length > 0 && { del: removed }),
      ...(added.ids.length > 0 && { add: added }),
      i: changedIds,
      v: changedValues,
      ...(lazy.length > 0 && { lazy }),
      ...stateChanges,
    };
  }

  private nodesAfter(lastId: number): Nodes {
    const { nodes, lastId: newestId } = this.tree;
    const columns = new Columns();
    for (let id = lastId + 1; id <= newestId; id++) {
      const node = nodes.get(id);
      if (node !== undefined) {
        columns.add(node);
      }
    }
    return columns;
  }

  private takeStateChanges(): Pick<Delta, 'fail' | 'late'> {
    const { failing, failures, late, previousLate } = this;
    const haveFailuresChanged =
      failing.size !== failures.size ||
      [...failing].some(
        ([node, { reason }]) => failures.get(node)?.reason !== reason,
      );
    const hasLateChanged = String(late) !== String(previousLate);
    this.failures = failing;
    this.failing = new Map();
    this.previousLate = late;
    this.late = [];
    return {
      ...(haveFailuresChanged && { fail: [...failing.values()] }),
      ...(hasLateChanged && { late }),
    };
  }
}

/** Collects nodes in the columns of the protocol. */
class Columns implements Nodes {
  readonly ids: number[] = [];
  readonly parents: number[] = [];
  readonly keys: string[] = [];
  readonly meta: number[] = [];
  readonly dict: Meta[] = [];
  readonly values: (Value | undefined)[] = [];
  readonly #indexes = new Map<Meta | undefined, number>([[undefined, -1]]);

  add({ id, parent, key, meta, value }: VariableNode): void {
    let index = this.#indexes.get(meta);
    if (index === undefined) {
      index = this.dict.push(meta!) - 1;
      this.#indexes.set(meta, index);
    }
    this.ids.push(id);
    this.parents.push(parent!.id);
    this.keys.push(key);
    this.meta.push(index);
    this.values.push(value);
  }
}

/**
 * Returns what a number or string stores; undefined for an integer beyond 2^53.
 */
function storedNumber(variable: Var | null | undefined): unknown {
  const { value } = variable as unknown as StoredValue;
  return typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    varTypeOf(variable) === 'int'
    ? undefined
    : value;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumeric(value: Value | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isSameText(a: Value, b: Value | undefined): boolean {
  const text = a as Partial<JsonText> | null;
  const other = b as Partial<JsonText> | null | undefined;
  return (
    text?.json !== undefined &&
    text.json === other?.json &&
    text.length === other.length
  );
}
