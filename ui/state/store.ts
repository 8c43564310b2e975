import {
  HISTORY_LENGTH,
  RUNTIME_SERIES,
  type BuiltInLimits,
  type Delta,
  type Failure,
  type Interval,
  type IntervalSeries,
  type LazyBranch,
  type Nodes,
  type ProcessEvent,
  type ProcessIdentity,
  type RuntimeSeries,
  type Sample,
  type Snapshot,
} from '../../src/dashboard/protocol/types.js';
import { LimitLevels } from './limit-levels.js';
import { encodePathPart, pathKey } from './path-key.js';
import { RingBuffer } from './ring-buffer.js';
import { Timeline } from './timeline.js';
import { ObjectNode, ValueNode, type VariableNode } from './variable-tree.js';

const MAX_INTERVALS = 60;
const MAX_EVENTS = 500;
/** Keys of failures that have ended. The oldest are forgotten. */
const MAX_ENDED_FAILURES = 500;
/**
 * The event-loop delay of the first seconds is that of starting the process.
 */
const STARTUP_MS = 20_000;

/** A failure that has ended. */
export interface EndedFailure {
  readonly path: readonly string[];
  readonly reason: string;
  /** The wall time at which it was last seen. */
  readonly at: number;
}

/** The variables and the last ten minutes of one process. */
export class Store {
  readonly process: ProcessIdentity;
  readonly intervalMs: number;
  readonly heapLimit: Sample;
  readonly cpus: Sample;
  /** False where the process takes samples only while somebody watches. */
  readonly hasHistory: boolean;
  readonly limits: BuiltInLimits;
  readonly timeline: Timeline;
  readonly runtime: Readonly<Record<RuntimeSeries, RingBuffer>>;
  readonly root = new ObjectNode(-1, '', undefined, undefined);
  readonly nodesById = new Map<number, VariableNode>();
  readonly valuesById = new Map<number, ValueNode>();
  readonly limitLevels = new LimitLevels();
  /** The series that were loaded, by the id of their value. */
  readonly series = new Map<number, RingBuffer>();
  readonly intervalSeries = new Map<number, IntervalSeries>();
  /** The last ten minutes, the oldest first. */
  intervals: readonly Interval[] = [];
  /** The oldest first. */
  events: readonly ProcessEvent[] = [];
  failures: readonly Failure[] = [];
  /** Increases whenever the rows of the table may have changed. */
  treeVersion = 0;
  /** The values that are late results of earlier calls. */
  lateIds: ReadonlySet<number>;
  private failuresById = new Map<number, Failure>();
  private failingObjects = new Set<VariableNode>();
  private readonly endedFailures = new Map<string, EndedFailure>();

  /**
   * @param previous the store of the same process before it was reconnected
   * @param isFile a file holds the snapshot, so no server knows more of it
   */
  constructor(
    snapshot: Snapshot,
    previous?: Store,
    readonly isFile = false,
  ) {
    const { n, mono, wall, runtime } = snapshot;
    this.process = snapshot.process;
    this.intervalMs = snapshot.intervalMs;
    this.heapLimit = snapshot.heapLimit;
    this.cpus = snapshot.cpus;
    this.hasHistory = snapshot.history;
    this.limits = snapshot.limits;
    this.lateIds = new Set(snapshot.late);
    const length = Math.min(runtime.mono.length, HISTORY_LENGTH, n + 1);
    this.timeline = new Timeline(
      snapshot.intervalMs,
      n - Math.max(length, 1) + 1,
      n,
    );
    this.runtime = Object.fromEntries(
      RUNTIME_SERIES.map((name) => [name, new RingBuffer()]),
    ) as Record<RuntimeSeries, RingBuffer>;
    for (let back = 0; back < length; back++) {
      const index = runtime.mono.length - 1 - back;
      this.timeline.mono.set(n - back, runtime.mono[index]);
      this.timeline.wall.set(n - back, runtime.wall[index]);
      for (const name of RUNTIME_SERIES) {
        this.runtime[name].set(n - back, runtime.series[name]?.[index]);
      }
    }
    this.timeline.mono.set(n, mono);
    this.timeline.wall.set(n, wall);
    this.takeOverHistory(previous);
    for (let { firstTick: tick } = this.timeline; tick <= n; tick++) {
      this.dropStartupDelay(tick);
      if (this.timeline.hasGapBefore(tick)) {
        this.timeline.resumedTick = tick;
      }
    }
    this.add(snapshot.nodes);
    for (const [id, variable] of previous?.valuesById ?? []) {
      const same = this.valuesById.get(id);
      if (same?.key === variable.key) {
        same.continueFrom(variable, mono, previous!.mono);
      }
    }
    this.setLazy(snapshot.lazy);
    this.addIntervals(snapshot.series, snapshot.intervals);
    this.addEvents(snapshot.events);
    for (const [key, failure] of previous?.endedFailures ?? []) {
      this.endedFailures.set(key, failure);
    }
    for (const { id } of previous?.failures ?? []) {
      previous!.endFailure(id, this.endedFailures);
    }
    this.setFailures(snapshot.failures);
  }

  get tick(): number {
    return this.timeline.lastTick;
  }

  /** The monotonic time of the last sample. */
  get mono(): number {
    return this.timeline.lastMono;
  }

  /** The wall time of the last sample. */
  get wall(): number {
    return this.timeline.lastWall;
  }

  /** Milliseconds since the process started. The server's clock begins there. */
  get uptime(): number {
    return this.mono;
  }

  /** The number of variables with a failure that has ended. */
  get failedEarlierCount(): number {
    return this.endedFailures.size;
  }

  apply(delta: Delta): void {
    const { timeline } = this;
    const previousMono = timeline.lastMono;
    timeline.lastTick = delta.n;
    timeline.firstTick = Math.max(
      timeline.firstTick,
      delta.n - HISTORY_LENGTH + 1,
    );
    timeline.mono.set(delta.n, delta.mono);
    timeline.wall.set(delta.n, delta.wall);
    if (timeline.hasGapBefore(delta.n)) {
      timeline.resumedTick = delta.n;
    }
    for (const [index, name] of RUNTIME_SERIES.entries()) {
      this.runtime[name].set(delta.n, delta.r[index]);
    }
    this.dropStartupDelay(delta.n);
    for (const id of delta.del ?? []) {
      this.remove(id);
    }
    if (delta.add !== undefined) {
      this.add(delta.add);
    }
    const resumedAt = this.resumedAt;
    for (const [index, id] of delta.i.entries()) {
      this.valuesById
        .get(id)
        ?.change(delta.v[index]!, delta.mono, previousMono, resumedAt);
    }
    this.setLazy(delta.lazy ?? []);
    for (const [id, samples] of this.series) {
      const value = this.valuesById.get(id)?.value;
      samples.set(
        delta.n,
        typeof value === 'number' || typeof value === 'bigint'
          ? Number(value)
          : NaN,
      );
    }
    if (delta.fail !== undefined) {
      this.setFailures(delta.fail);
    }
    if (delta.late !== undefined) {
      this.lateIds = new Set(delta.late);
    }
    this.addIntervals(
      delta.series ?? [],
      delta.interval === undefined ? [] : [delta.interval],
    );
    this.addEvents(delta.events ?? []);
    if (this.limitLevels.update()) {
      this.treeVersion++;
    }
  }

  /** Frees the tree of a process that is gone. Its pinned series stay. */
  retire(): void {
    for (const id of this.nodesById.keys()) {
      if (!this.series.has(id) && this.valuesById.has(id)) {
        this.remove(id);
      }
    }
  }

  /** Starts to keep the samples of a value. */
  addSeries(id: number): RingBuffer {
    const samples = new RingBuffer();
    this.series.set(id, samples);
    return samples;
  }

  /**
   * Adds samples from before the page was opened to a series.
   *
   * @param lastTick the tick of the last sample
   */
  backfill(id: number, samples: readonly Sample[], lastTick: number): void {
    const series = this.series.get(id);
    if (series === undefined) {
      return;
    }
    const { firstTick } = this.timeline;
    for (const [index, sample] of samples.entries()) {
      const tick = lastTick - samples.length + 1 + index;
      // The samples may be newer than a paused store.
      if (tick >= firstTick && tick <= this.tick) {
        series.set(tick, sample);
      }
    }
    const variable = this.valuesById.get(id);
    // Samples beyond 2^53 are rounded, and so would be their rate.
    if (typeof variable?.value === 'number') {
      variable.backfill(this.knownSamples(series));
    }
  }

  rateOf(variable: ValueNode): number | null {
    return variable.rate(this.mono, this.resumedAt);
  }

  failureOf(variable: VariableNode): Failure | undefined {
    return this.failuresById.get(variable.id);
  }

  failedEarlier(variable: VariableNode): EndedFailure | undefined {
    return this.endedFailures.get(variable.key);
  }

  hasFailingMember(variable: VariableNode): boolean {
    return this.failingObjects.has(variable);
  }

  /** True if the value is the late result of an earlier call. */
  isLate(variable: VariableNode): boolean {
    return this.lateIds.has(variable.id);
  }

  /** @param key see `pathKey` */
  find(key: string): VariableNode | undefined {
    let node: VariableNode = this.root;
    for (const part of key.split('/')) {
      const child: VariableNode | undefined =
        node instanceof ObjectNode ? node.children.get(part) : undefined;
      if (child === undefined) {
        return undefined;
      }
      node = child;
    }
    return node;
  }

  private get resumedAt(): number {
    return this.timeline.mono.get(this.timeline.resumedTick);
  }

  private *knownSamples(
    series: RingBuffer,
  ): Generator<readonly [value: number, mono: number]> {
    for (let tick = this.timeline.firstTick; tick <= this.tick; tick++) {
      const value = series.get(tick);
      const mono = this.timeline.mono.get(tick);
      if (!Number.isNaN(value + mono)) {
        yield [value, mono];
      }
    }
  }

  /** The server may have fewer samples than this page, and none of a gap. */
  private takeOverHistory(previous: Store | undefined): void {
    if (previous === undefined) {
      return;
    }
    const { timeline } = this;
    const firstTick = Math.max(
      previous.timeline.firstTick,
      this.tick - HISTORY_LENGTH + 1,
    );
    for (let tick = firstTick; tick < timeline.firstTick; tick++) {
      // Samples that nobody has have the time of the last known one.
      const knownTick = Math.min(tick, previous.tick);
      timeline.mono.set(tick, previous.timeline.mono.get(knownTick));
      timeline.wall.set(tick, previous.timeline.wall.get(knownTick));
      for (const name of RUNTIME_SERIES) {
        const sample = previous.runtime[name].get(tick);
        this.runtime[name].set(tick, tick === knownTick ? sample : NaN);
      }
    }
    timeline.firstTick = Math.min(timeline.firstTick, firstTick);
  }

  private dropStartupDelay(tick: number): void {
    if (this.timeline.mono.get(tick) <= STARTUP_MS) {
      this.runtime.loopDelay.set(tick, null);
      this.runtime.loopDelayMax.set(tick, null);
    }
  }

  private add(nodes: Nodes): void {
    for (const [index, id] of nodes.ids.entries()) {
      this.remove(id);
      const parent = this.nodesById.get(nodes.parents[index]!) ?? this.root;
      if (!(parent instanceof ObjectNode)) {
        continue;
      }
      const name = nodes.keys[index]!;
      const meta = nodes.dict[nodes.meta[index]!];
      const value = nodes.values[index];
      const part = encodePathPart(name);
      const replaced = parent.children.get(part);
      if (replaced !== undefined) {
        this.remove(replaced.id);
      }
      const node =
        value === undefined
          ? new ObjectNode(id, name, parent, meta)
          : new ValueNode(id, name, parent, meta, value, this.mono);
      parent.children.set(part, node);
      this.nodesById.set(id, node);
      if (node instanceof ValueNode) {
        this.valuesById.set(id, node);
        if (meta?.limits !== undefined) {
          this.limitLevels.watch(node, meta.limits);
        }
      }
    }
    this.treeVersion++;
  }

  private remove(id: number): void {
    const node = this.nodesById.get(id);
    if (node === undefined) {
      return;
    }
    node.parent?.children.delete(encodePathPart(node.name));
    this.forget(node);
    this.treeVersion++;
  }

  private forget(node: VariableNode): void {
    this.nodesById.delete(node.id);
    this.failingObjects.delete(node);
    if (node instanceof ObjectNode) {
      for (const child of node.children.values()) {
        this.forget(child);
      }
      return;
    }
    this.valuesById.delete(node.id);
    this.series.delete(node.id);
    this.limitLevels.unwatch(node);
  }

  private setLazy(branches: readonly LazyBranch[]): void {
    for (const [id, count] of branches) {
      const node = this.nodesById.get(id);
      if (node instanceof ObjectNode) {
        node.lazyCount = count;
        this.treeVersion++;
      }
    }
  }

  private setFailures(failures: readonly Failure[]): void {
    const before = this.failuresById;
    this.failures = failures;
    this.failuresById = new Map(
      failures.map((failure) => [failure.id, failure]),
    );
    for (const id of before.keys()) {
      if (!this.failuresById.has(id)) {
        this.endFailure(id, this.endedFailures, before.get(id));
      }
    }
    this.failingObjects = new Set();
    for (const { id } of failures) {
      const node = this.nodesById.get(id);
      if (node !== undefined) {
        this.endedFailures.delete(node.key);
      }
      for (let above = node?.parent; above; above = above.parent) {
        this.failingObjects.add(above);
      }
    }
    this.treeVersion++;
  }

  private endFailure(
    id: number,
    ended: Map<string, EndedFailure>,
    failure = this.failuresById.get(id),
  ): void {
    const node = this.nodesById.get(id);
    if (node !== undefined && failure !== undefined) {
      const { path, key } = node;
      remember(ended, key, { path, reason: failure.reason, at: this.wall });
    }
  }

  private addIntervals(
    series: readonly IntervalSeries[],
    intervals: readonly Interval[],
  ): void {
    for (const entry of series) {
      this.intervalSeries.set(entry.id, entry);
    }
    if (intervals.length > 0) {
      this.intervals = [...this.intervals, ...intervals].slice(-MAX_INTERVALS);
    }
  }

  private addEvents(events: readonly ProcessEvent[]): void {
    if (events.length === 0) {
      return;
    }
    this.events = [...this.events, ...events].slice(-MAX_EVENTS);
    for (const { kind, path, reason = '', wall } of events) {
      if (kind === 'failed' && path !== undefined) {
        remember(this.endedFailures, pathKey(path), { path, reason, at: wall });
      }
    }
  }
}

function remember(
  ended: Map<string, EndedFailure>,
  key: string,
  failure: EndedFailure,
): void {
  ended.delete(key);
  ended.set(key, failure);
  if (ended.size > MAX_ENDED_FAILURES) {
    ended.delete(ended.keys().next().value!);
  }
}
