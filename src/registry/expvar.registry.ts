import { Inject, Injectable, Optional } from '@nestjs/common';
import { EvaluatedVars } from '../evaluation/evaluated-vars.js';
import { FailureLog, type VarFailure } from '../evaluation/failure-log.js';
import { FuncEvaluation } from '../evaluation/func-evaluation.js';
import {
  MetadataStore,
  type ResolvedPath,
} from '../evaluation/metadata-store.js';
import { SingleFlight } from '../evaluation/single-flight.js';
import { SelectedVars } from '../evaluation/selected-vars.js';
import { type ValueVisitor, visitValues } from '../evaluation/visit-values.js';
import { DocumentRenderer } from '../exposition/document-renderer.js';
import { callSiteOf } from '../support/call-site.js';
import { EventLoopYielder, TimeSlice } from '../support/event-loop.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { FloatVar } from '../vars/float-var.js';
import { FuncVar } from '../vars/func-var.js';
import { type HistogramOptions, HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { type KeyValue, MapVar } from '../vars/map-var.js';
import type { MeasuredCalls } from '../vars/measured-calls.js';
import { variableIn } from '../vars/property-var.js';
import { RateVar } from '../vars/rate-var.js';
import { selectEntries, SortedIndex } from '../vars/sorted-index.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { StringVar } from '../vars/string-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import {
  isInstanceOf,
  isVar,
  type Var,
  type VarClass,
  varTypeOf,
} from '../vars/var.js';
import {
  duplicateKey,
  duplicateName,
  invalidName,
  notAMap,
  notAVar,
  repeatedCallRemedy,
  uselessLimits,
  withCallSite,
  wrongType,
} from './registry-errors.js';
import { checkVarMeta } from './check-var-meta.js';
import { MeasuredPaths } from './measured-paths.js';

/** The default time that a document waits for async variables, in ms. */
export const DEFAULT_DEADLINE_MS = 500;

/** The token of the number of milliseconds that a document waits. */
const REGISTRY_DEADLINE = Symbol('EXPVAR_REGISTRY_DEADLINE');

/** The token of the Prometheus labels that no variable may have. */
const RESERVED_LABELS = Symbol('EXPVAR_RESERVED_LABELS');

const SEPARATOR = ',\n';

/** The variables published by hand whose place in the code is remembered. */
const MAX_CALL_SITES = 200;

/** Variables evaluated between two checks of the time slice. */
const BATCH = 4;

/** A published variable with its name and metadata. */
export interface RegistryEntry extends KeyValue {
  readonly meta: VarMeta;
}

/** Selects the variables to read. */
export interface EvaluateOptions {
  /**
   * Returns true for the top-level names to read, always the same for a name. All
   * are read if it is absent.
   */
  readonly includes?: ((name: string) => boolean) | undefined;
  /** Stops the evaluation, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The methods by which an application publishes a variable, with the source that
 * the metadata states. Every variable of a method has the same string.
 */
const SOURCES = {
  publish: 'registry.publish()',
  newInt: 'registry.newInt()',
  newFloat: 'registry.newFloat()',
  newString: 'registry.newString()',
  newMap: 'registry.newMap()',
  newHistogram: 'registry.newHistogram()',
  newRate: 'registry.newRate()',
  func: 'registry.func()',
} as const;

type PublishMethod = keyof typeof SOURCES;

/**
 * The variables of one application by name, as Go's package `expvar` holds them
 * for a whole process. Inject it to publish variables by hand.
 *
 * @example
 * constructor(registry: ExpvarRegistry) {
 *   this.jobs = registry.newInt('jobs', { kind: 'counter' });
 *   registry.func('queue', () => this.queue.length);
 * }
 */
@Injectable()
export class ExpvarRegistry {
  private readonly variables = new Map<string, Var | null>();
  private readonly sorted = new SortedIndex(SEPARATOR);
  /** @internal */
  readonly metadata = new MetadataStore();
  private readonly measuredPaths = new MeasuredPaths();
  /** Where the application published variables by hand, for messages. */
  private readonly callSites = new Map<string, string>();
  private readonly singleFlight = new SingleFlight();
  private readonly failureLog = new FailureLog(
    RateLimitedLogger.warningsOf(ExpvarRegistry.name),
    RateLimitedLogger.warningsOf(ExpvarRegistry.name),
  );
  /** The entries that a reader selects in every scrape. */
  private readonly selections = new WeakMap<
    NonNullable<EvaluateOptions['includes']>,
    { readonly from: SortedEntries; readonly selected: SortedEntries }
  >();
  private readonly renderer = new DocumentRenderer();
  private readonly yielder = new EventLoopYielder();
  private readonly listeners: (() => void)[] = [];

  /**
   * @param deadline how long a document waits for async variables, in
   * milliseconds
   * @param reservedLabels Prometheus labels that no variable may have
   */
  constructor(
    @Optional()
    @Inject(REGISTRY_DEADLINE)
    private readonly deadline: number = DEFAULT_DEADLINE_MS,
    @Optional()
    @Inject(RESERVED_LABELS)
    private readonly reservedLabels: readonly string[] = [],
  ) {}

  /**
   * Publishes a variable: Go's `expvar.Publish`. One variable may have several
   * names. `null` is written as `null`, like Go's nil.
   *
   * @param name the top-level name: 1 to 256 bytes of UTF-8 without control
   * characters, and not `cmdline` or `memstats` in any letter case
   * @throws Error when the name is taken; the message names both owners
   * @throws TypeError when the name or the metadata is invalid, or when
   * `variable` is not a variable
   * @example
   * registry.publish('queue', new FuncVar(() => queue.length), {
   *   kind: 'gauge',
   *   unit: '{job}',
   * });
   */
  publish(name: string, variable: Var | null, meta: VarMeta = {}): void {
    this.publishAs(name, variable, meta, 'publish');
  }

  /**
   * @internal Publishes cmdline or memstats, whose names users cannot publish.
   */
  publishReserved(
    name: 'cmdline' | 'memstats',
    variable: Var,
    meta: VarMeta = {},
  ): void {
    this.add(name, variable, { ...meta, source: 'nestjs-expvar' });
  }

  /**
   * @internal Publishes the variables of a map of the package's own.
   *
   * @param remedy says in an error how to leave the map out
   */
  publishOwnMap(
    mapName: string,
    variables: Iterable<readonly [key: string, variable: Var, meta: VarMeta]>,
    remedy: string,
  ): void {
    for (const [key, variable, meta] of variables) {
      try {
        this.publishInMap(mapName, key, variable, {
          ...meta,
          source: 'nestjs-expvar',
        });
      } catch (error) {
        throw new Error(
          `${(error as Error).message}; or leave the module's own map "${mapName}" out${remedy}`,
          { cause: error },
        );
      }
    }
  }

  /**
   * Publishes a variable as a key of a top-level map, and publishes the map
   * when it is missing. `unpublish` of the map removes its variables as well.
   *
   * @throws Error when the map has the key, or the name is that of a variable
   *   that is not a map
   * @throws TypeError as {@link ExpvarRegistry.publish}
   */
  publishInMap(
    mapName: string,
    key: string,
    variable: Var,
    meta: VarMeta = {},
  ): void {
    const source =
      (meta as VarMeta | null)?.source ?? 'registry.publishInMap()';
    checkVarMeta(meta, `${mapName}.${key}`, source, this.reservedLabels);
    checkLimits(variable, { ...meta, source });
    const owner = this.metadata.stated(mapName)?.source;
    const map =
      owner === undefined ? new MapVar() : this.variables.get(mapName);
    if (varTypeOf(map) !== 'map') {
      throw notAMap(mapName, key, source, owner!);
    }
    if ((map as MapVar).get(key) !== undefined) {
      const keyOwner = this.metadata.stated(mapName, key)?.source ?? owner!;
      throw duplicateKey(mapName, key, keyOwner, source);
    }
    (map as MapVar).set(key, variable);
    if (owner === undefined) {
      this.publish(mapName, map as MapVar, { source });
    }
    this.metadata.stateKey(mapName, key, { ...meta, source });
    this.measuredPaths.add(variable, mapName, key);
  }

  /** Removes a variable from the document. @returns whether it was published */
  unpublish(name: string): boolean {
    const wasThere = this.variables.delete(name);
    if (wasThere) {
      this.metadata.delete(name);
      this.measuredPaths.delete(name);
      this.callSites.delete(name);
      this.failureLog.forget(name);
      this.sorted.keyChanged(name);
    }
    return wasThere;
  }

  /**
   * Returns the variable of a name: Go's `expvar.Get`.
   *
   * @param type the class that the variable must be of
   * @returns undefined when nothing has the name
   * @throws TypeError when the variable is of another type; the message names
   *   it
   * @example
   * registry.get('jobs', IntVar)?.add(1);
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- get<IntVar>('jobs') spares the caller a cast.
  get<T extends Var = Var>(name: string): T | null | undefined;
  get<T extends Var>(name: string, type: VarClass<T>): T | undefined;
  get<T extends Var>(name: string, type?: VarClass<T>): T | null | undefined {
    const variable = this.variables.get(name);
    if (
      type !== undefined &&
      variable !== undefined &&
      !isInstanceOf(variable, type)
    ) {
      throw wrongType(name, variable, type.name);
    }
    return variable as T | null | undefined;
  }

  /** True if a variable of that name is published. */
  has(name: string): boolean {
    return this.variables.has(name);
  }

  /**
   * Returns the metadata of a variable or of a member of its value.
   *
   * @param path a name, then keys of maps and members of values
   * @returns undefined if there is no such variable, or if the member has no
   *   metadata
   * @example
   * registry.meta('memstats', 'HeapAlloc'); // { kind: 'gauge', unit: 'By', … }
   */
  meta(...path: readonly string[]): VarMeta | undefined {
    return this.resolve(path).meta;
  }

  /** @internal The variable and the metadata of a path. */
  resolve(path: readonly string[]): ResolvedPath {
    return this.metadata.resolve(path, this.variables.get(path[0] ?? ''));
  }

  /**
   * Returns the variables that failed in documents, the latest failure first.
   * The registry stores up to 1000 of them.
   *
   * @param name selects the failures of one top-level name
   * @example
   * registry.failures('quotes')[0]?.reason; // 'Error: connect ECONNREFUSED …'
   */
  failures(name?: string): VarFailure[] {
    return this.failureLog.list(name);
  }

  /**
   * Calls `fn` for each variable in the order of the document: Go's
   * `expvar.Do`. It iterates over a snapshot, so `fn` may publish and
   * unpublish.
   */
  do(fn: (entry: RegistryEntry) => void): void {
    const entries = [...this].map(([key, value]) => ({
      key,
      value,
      meta: this.metadata.stated(key)!,
    }));
    entries.forEach((entry) => fn(entry));
  }

  /**
   * Iterates over a snapshot of names and variables, in the document's order.
   */
  [Symbol.iterator](): IterableIterator<[string, Var | null]> {
    return this.sorted.entries(this.variables)[Symbol.iterator]();
  }

  /**
   * Publishes a new {@link IntVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  newInt(name: string, meta: VarMeta = {}): IntVar {
    return this.publishNew(name, new IntVar(), meta, 'newInt');
  }

  /**
   * Publishes a new {@link FloatVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  newFloat(name: string, meta: VarMeta = {}): FloatVar {
    return this.publishNew(name, new FloatVar(), meta, 'newFloat');
  }

  /**
   * Publishes a new {@link StringVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  newString(name: string, meta: VarMeta = {}): StringVar {
    return this.publishNew(name, new StringVar(), meta, 'newString');
  }

  /**
   * Publishes a new {@link MapVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  newMap(name: string, meta: VarMeta = {}): MapVar {
    return this.publishNew(name, new MapVar(), meta, 'newMap');
  }

  /**
   * Publishes a new {@link HistogramVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}; RangeError when `window` is not
   *   a number of seconds from 0.001
   */
  newHistogram(
    name: string,
    { window, ...meta }: VarMeta & HistogramOptions = {},
  ): HistogramVar {
    return this.publishNew(
      name,
      new HistogramVar({ window }),
      meta,
      'newHistogram',
    );
  }

  /**
   * Publishes a new {@link RateVar}.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  newRate(name: string, meta: VarMeta = {}): RateVar {
    return this.publishNew(name, new RateVar(), meta, 'newRate');
  }

  /**
   * Publishes a new {@link FuncVar}: the value that a function returns at every
   * scrape.
   *
   * @throws as {@link ExpvarRegistry.publish}; TypeError when `fn` is not a
   * function
   */
  func(name: string, fn: () => unknown, meta: VarMeta = {}): FuncVar {
    return this.publishNew(name, new FuncVar(fn), meta, 'func');
  }

  /**
   * Renders the document: the bytes that Go's `/debug/vars` would send. It
   * calls every function once and waits for async ones until the deadline. No
   * variable makes it reject.
   *
   * @param includes selects top-level names; all by default
   * @param options `signal` stops the wait for async variables and for other
   *   documents, and rejects with the signal's reason
   * @returns JSON in UTF-8; the buffer belongs to the caller
   */
  async render(
    includes?: (name: string) => boolean,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Buffer> {
    const slice = this.startSlice();
    const vars = await this.evaluate({ includes, signal }, slice);
    return this.renderer.render(vars, slice, signal);
  }

  /** @internal Starts the time slice of a document. */
  startSlice(): TimeSlice {
    return new TimeSlice(this.yielder);
  }

  /**
   * @internal Reads all variables for one writer: calls each function once,
   * waits for async ones until the deadline, and yields to the event loop.
   */
  async evaluate(
    { includes, signal }: EvaluateOptions = {},
    slice = this.startSlice(),
  ): Promise<EvaluatedVars> {
    this.refresh();
    const entries = await this.sortedEntries(includes, slice);
    const functions = new FuncEvaluation(this.singleFlight, this.deadline);
    for (const [i, variable] of entries.needsEvaluation.entries()) {
      if (i % BATCH === 0 && slice.isOver) {
        await slice.yield();
        signal?.throwIfAborted();
      }
      functions.collect(variable);
    }
    if (await functions.settle(signal)) {
      slice.restart();
    }
    return new EvaluatedVars(
      entries,
      functions,
      this.failureLog,
      this.metadata,
    );
  }

  /** @internal Evaluates all variables and visits their typed values. */
  async visit<Node>(
    root: Node,
    visitor: ValueVisitor<Node>,
    options?: EvaluateOptions,
  ): Promise<void> {
    const slice = this.startSlice();
    const vars = await this.evaluate(options, slice);
    await visitValues(vars, root, visitor, slice);
  }

  /**
   * @internal Begins a read whose caller selects what is evaluated.
   *
   * @param onFailure gets each failure too
   */
  select(
    onFailure: (path: readonly string[], reason: string) => void,
  ): SelectedVars {
    const { failureLog } = this;
    return new SelectedVars(
      this.variables,
      new FuncEvaluation(this.singleFlight, this.deadline),
      {
        record: (path, error) => {
          const reason = failureLog.record(path, error);
          onFailure(path, reason);
          return reason;
        },
        warn: (path, warning) => failureLog.warn(path, warning),
      },
    );
  }

  /** @internal Differs whenever a name has another variable than before. */
  get keysVersion(): number {
    return this.sorted.version;
  }

  /**
   * @internal Calls `listener` before each evaluation, so that it can publish
   * variables which have appeared meanwhile.
   */
  beforeEvaluate(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * @internal Publishes variables that have appeared since the last evaluation.
   */
  refresh(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }

  /**
   * @internal Returns the routes and methods whose calls are measured, each with
   *   the path of its map.
   */
  measuredCalls(): Iterable<
    readonly [path: readonly string[], calls: MeasuredCalls]
  > {
    return this.measuredPaths.read(this.variables);
  }

  /** @internal Returns all names in the order in which they were published. */
  names(): Iterable<string> {
    return this.variables.keys();
  }

  private async sortedEntries(
    includes: EvaluateOptions['includes'],
    slice: TimeSlice,
  ): Promise<SortedEntries> {
    await slice.run(this.sorted.updateInSteps(this.variables));
    const { latest } = this.sorted;
    if (includes === undefined) {
      return latest;
    }
    let selection = this.selections.get(includes);
    if (selection?.from !== latest) {
      const selected = await slice.run(
        selectEntries(latest, SEPARATOR, includes),
      );
      selection = { from: latest, selected };
      this.selections.set(includes, selection);
    }
    return selection.selected;
  }

  private publishNew<T extends Var>(
    name: string,
    variable: T,
    meta: VarMeta,
    method: PublishMethod,
  ): T {
    this.publishAs(name, variable, meta, method);
    return variable;
  }

  private publishAs(
    name: string,
    variable: Var | null,
    meta: VarMeta,
    method: PublishMethod,
  ): void {
    const stated = (meta as VarMeta | null)?.source;
    const source = stated ?? SOURCES[method];
    const error = invalidName(name, source);
    if (error !== undefined) {
      throw error;
    }
    checkVarMeta(meta, name, source, this.reservedLabels);
    const needsSite =
      this.callSites.size < MAX_CALL_SITES || this.variables.has(name);
    const site =
      stated === undefined && needsSite ? callSiteOf(this[method]) : undefined;
    this.add(name, variable, { ...meta, source }, site);
  }

  private add(
    name: string,
    variable: Var | null,
    meta: VarMeta,
    site?: string,
  ): void {
    if (variable !== null && !isVar(variable)) {
      throw notAVar(name, variable);
    }
    const taken = this.metadata.stated(name);
    if (taken !== undefined) {
      const firstSite = this.callSites.get(name);
      throw duplicateName(
        name,
        withCallSite(taken.source!, firstSite),
        withCallSite(meta.source!, site),
        repeatedCallRemedy(firstSite, site),
      );
    }
    checkLimits(variable, meta);
    this.variables.set(name, variable);
    this.metadata.state(name, meta);
    this.measuredPaths.add(variable, name);
    if (site !== undefined) {
      this.callSites.set(name, site);
    }
    this.sorted.keyChanged(name);
  }
}

/**
 * @throws TypeError when nothing in the value can be compared with the limits
 */
function checkLimits(variable: Var | null, { limits, source }: VarMeta): void {
  const content = variableIn(variable);
  const type = limits === undefined ? undefined : varTypeOf(content);
  const remedy =
    type === 'histogram' && (content as HistogramVar).value.window === undefined
      ? 'the limits of a histogram are for the p99 of its window; give it one, such as window: 60'
      : type === 'map' || type === 'rate'
        ? `a ${type} has several numbers; write the limits in members, or in each of a map`
        : type === 'string'
          ? 'a string has no number; remove them'
          : undefined;
  if (remedy !== undefined) {
    throw uselessLimits(source!, remedy);
  }
}
