import {
  RUNTIME_SERIES,
  type Failure,
  type Frame,
  type JsonValue,
  type Meta,
  type MetaEntry,
  type ProcessIdentity,
  type RuntimeSeries,
  type Sample,
  type State,
  type Variable,
} from '../src/dashboard/protocol.js';
import { History } from './history.js';
import { LimitLevels } from './limit-levels.js';
import { encodePathPart, pathKey } from './path-key.js';
import { HISTORY_TICKS, RingBuffer } from './ring-buffer.js';
import {
  ObjectNode,
  ValueNode,
  type VariableInfo,
  type VariableNode,
} from './variable-tree.js';

/**
 * The event-loop delay of the first seconds is that of starting the process.
 */
const STARTUP_MS = 20_000;

/** The view of a paused dashboard. */
interface PausedView {
  readonly tick: number;
  readonly at: number;
  readonly history: History;
  /**
   * The values and rates at the time of the pause, for values that have changed
   * since.
   */
  readonly values: Map<number, { value: JsonValue; rate: number | null }>;
}

/** The variables and the last ten minutes of one process. */
export class Store {
  readonly process: ProcessIdentity;
  readonly intervalMs: number;
  readonly heapLimit: number | null;
  readonly cpus: number | null;
  /** False where the process takes samples only while somebody watches. */
  readonly hasHistory: boolean;
  tick: number;
  at: number;
  omitted: number;
  /** The number of frames applied since the state. */
  frameCount = 0;
  /** Increases whenever the rows of the table may have changed. */
  treeVersion = 0;
  readonly root = new ObjectNode([], '', '', undefined);
  readonly valuesById = new Map<number, ValueNode>();
  failures: readonly Failure[] = [];
  readonly limitLevels = new LimitLevels();
  private readonly liveHistory = new History();
  private pausedView: PausedView | undefined;
  private readonly metadata = new Map<string, MetaEntry>();
  private failuresByKey = new Map<string, Failure>();
  /** The keys of variables that contain a failing one. */
  private failingContainers = new Set<string>();
  /** The ids of the placeholders of failing variables, by key. */
  private readonly placeholders = new Map<string, number>();
  /** Values, by id, that were replaced by an object with a placeholder. */
  private readonly displaced = new Map<number, Variable>();
  private lastPlaceholder = 0;

  constructor(state: State) {
    this.process = state.process;
    this.intervalMs = state.intervalMs;
    this.heapLimit = state.heapLimit;
    this.cpus = state.cpus;
    this.hasHistory = state.history;
    this.tick = state.tick;
    this.at = state.at;
    this.omitted = state.omitted;
    this.times.setRange(state.runtime.at, state.tick);
    this.times.set(state.tick, state.at);
    this.liveHistory.firstTick = Math.max(
      0,
      state.tick -
        Math.max(1, Math.min(state.runtime.at.length, HISTORY_TICKS)) +
        1,
    );
    for (const name of RUNTIME_SERIES) {
      // A snapshot may be older than a series.
      this.runtime[name].setRange(state.runtime.series[name] ?? [], state.tick);
    }
    if (state.runtime.at.length < HISTORY_TICKS) {
      // The load of starting the process would flatten the rest of the charts.
      for (const name of ['cpu', 'loopUtilization'] as const) {
        this.runtime[name].set(this.firstTick, null);
      }
    }
    for (let tick = this.firstTick; tick <= state.tick; tick++) {
      this.dropStartupDelay(tick);
    }
    this.addMetadata(state.metadata);
    for (const variable of state.variables) {
      this.add(variable);
    }
    this.setFailures(state.failures);
  }

  get times(): RingBuffer {
    return this.shownHistory.times;
  }

  get runtime(): Readonly<Record<RuntimeSeries, RingBuffer>> {
    return this.shownHistory.runtime;
  }

  get series(): Map<number, RingBuffer> {
    return this.shownHistory.series;
  }

  get firstTick(): number {
    return this.shownHistory.firstTick;
  }

  get shownTick(): number {
    return this.pausedView?.tick ?? this.tick;
  }

  get shownAt(): number {
    return this.pausedView?.at ?? this.at;
  }

  private get shownHistory(): History {
    return this.pausedView?.history ?? this.liveHistory;
  }

  addSeries(id: number): RingBuffer {
    const samples = new RingBuffer();
    this.series.set(id, samples);
    return samples;
  }

  /** Adds samples from before the page was opened to a series.
   *
   * @param lastTick the tick of the last sample
   */
  backfill(id: number, samples: readonly Sample[], lastTick: number): void {
    const series = this.series.get(id);
    if (series === undefined) {
      return;
    }
    series.setRange(samples, lastTick);
    this.valuesById.get(id)?.backfill(this.knownSamples(series));
  }

  private *knownSamples(
    series: RingBuffer,
  ): Generator<[value: number, at: number]> {
    for (let tick = this.firstTick; tick <= this.shownTick; tick++) {
      const value = series.get(tick);
      const at = this.times.get(tick);
      if (!Number.isNaN(value + at)) {
        yield [value, at];
      }
    }
  }

  apply(frame: Frame): void {
    const { at: previousAt, liveHistory: history, treeVersion } = this;
    this.frameCount++;
    this.tick = frame.tick;
    this.at = frame.at;
    history.firstTick = Math.max(
      history.firstTick,
      frame.tick - HISTORY_TICKS + 1,
    );
    history.times.set(frame.tick, frame.at);
    for (const [index, name] of RUNTIME_SERIES.entries()) {
      history.runtime[name].set(frame.tick, frame.runtime[index]);
    }
    this.dropStartupDelay(frame.tick);
    for (const id of frame.removed ?? []) {
      this.remove(id);
    }
    if (frame.metadata !== undefined) {
      this.addMetadata(frame.metadata);
    }
    for (const variable of frame.added ?? []) {
      this.add(variable);
    }
    const { values } = frame;
    for (let index = 0; index + 1 < values.length; index += 2) {
      const variable = this.valuesById.get(values[index] as number);
      if (variable !== undefined) {
        this.keepForPausedView(variable);
        variable.change(values[index + 1]!, frame.at, previousAt);
      }
    }
    if (this.limitLevels.update()) {
      this.treeVersion++;
    }
    for (const [id, samples] of history.series) {
      const value = this.valuesById.get(id)?.value;
      samples.set(frame.tick, typeof value === 'number' ? value : null);
    }
    if (frame.failures !== undefined) {
      this.setFailures(frame.failures);
    } else if (frame.failureCounts !== undefined) {
      this.setFailureCounts(frame.failureCounts);
    } else if (this.treeVersion !== treeVersion) {
      this.updatePlaceholders();
    }
    this.omitted = frame.omitted ?? this.omitted;
  }

  private dropStartupDelay(tick: number): void {
    const { times, runtime } = this.liveHistory;
    // Without history, tick 0 is the time of the first viewer.
    const uptime = this.hasHistory
      ? tick * this.intervalMs
      : times.get(tick) - this.process.startedAt;
    if (uptime <= STARTUP_MS) {
      runtime.loopDelay.set(tick, null);
      runtime.loopDelayMax.set(tick, null);
    }
  }

  /** Freezes the view until `resume`. */
  pause(): void {
    this.pausedView = {
      tick: this.tick,
      at: this.at,
      history: new History(this.liveHistory),
      values: new Map(),
    };
  }

  resume(): void {
    this.pausedView = undefined;
  }

  private keepForPausedView(variable: ValueNode): void {
    const { pausedView } = this;
    if (pausedView !== undefined && !pausedView.values.has(variable.id)) {
      pausedView.values.set(variable.id, {
        value: variable.value,
        rate: variable.rate(pausedView.at),
      });
    }
  }

  valueOf(variable: ValueNode): JsonValue {
    const paused = this.pausedView?.values.get(variable.id);
    return paused === undefined ? variable.value : paused.value;
  }

  rateOf(variable: ValueNode): number | null {
    const paused = this.pausedView?.values.get(variable.id);
    return paused === undefined ? variable.rate(this.shownAt) : paused.rate;
  }

  failureOf(variable: VariableNode): Failure | undefined {
    return this.failuresByKey.get(variable.key);
  }

  hasFailingMember(variable: VariableNode): boolean {
    return this.failingContainers.has(variable.key);
  }

  find(key: string): VariableNode | undefined {
    let object = this.root;
    const parts = key.split('/');
    for (const [index, part] of parts.entries()) {
      const child = object.children.get(part);
      if (child === undefined || index === parts.length - 1) {
        return child;
      }
      if (child instanceof ValueNode) {
        return undefined;
      }
      object = child;
    }
    return undefined;
  }

  info(variable: VariableNode): VariableInfo {
    return (variable.info ??= this.infoOf(variable));
  }

  metadataEntries(): MetaEntry[] {
    return [...this.metadata.values()];
  }

  private infoOf({ key, parent }: VariableNode): VariableInfo {
    const { type, kind, unit, description, source, limits }: Partial<Meta> =
      this.metadata.get(key)?.[1] ?? {};
    return {
      type,
      kind,
      unit,
      displayUnit: kind === 'gauge' && unit === '1' ? 'ratio' : unit,
      description,
      source: source ?? (parent?.parent && this.info(parent).source),
      limits,
    };
  }

  private addMetadata(entries: readonly MetaEntry[]): void {
    if (entries.length === 0) {
      return;
    }
    for (const entry of entries) {
      this.metadata.set(pathKey(entry[0]), entry);
    }
    const forgetInfo = (object: ObjectNode): void => {
      object.info = undefined;
      for (const child of object.children.values()) {
        child.info = undefined;
        if (child instanceof ObjectNode) {
          forgetInfo(child);
        }
      }
    };
    forgetInfo(this.root);
    this.treeVersion++;
  }

  private setFailures(failures: readonly Failure[]): void {
    const before = this.failuresByKey;
    this.failures = failures;
    this.failuresByKey = new Map(
      failures.map((failure) => [pathKey(failure.path), failure]),
    );
    // The rows stay the same when the same variables fail again.
    if (
      before.size !== this.failuresByKey.size ||
      [...before.keys()].some((key) => !this.failuresByKey.has(key))
    ) {
      this.treeVersion++;
    }
    this.failingContainers = new Set(
      failures.flatMap(({ path }) =>
        path.slice(1).map((_, index) => pathKey(path.slice(0, index + 1))),
      ),
    );
    this.updatePlaceholders();
  }

  private setFailureCounts(counts: readonly number[]): void {
    this.setFailures(
      this.failures.map((failure, index) => {
        const count = counts[index] ?? failure.count;
        const at = count > failure.count ? this.at : failure.at;
        return { ...failure, count, at };
      }),
    );
  }

  /**
   * The document leaves out a key whose value has failed. The page adds a
   * placeholder with the value null, so that the failure has a row.
   */
  private updatePlaceholders(): void {
    for (const [key, id] of this.placeholders) {
      if (!this.failuresByKey.has(key) || !this.valuesById.has(id)) {
        this.remove(id);
        this.placeholders.delete(key);
      }
    }
    for (const variable of this.displaced.values()) {
      if (this.find(pathKey(variable[1])) === undefined) {
        this.add(variable);
      }
    }
    for (const [key, { path }] of this.failuresByKey) {
      if (this.find(key) === undefined) {
        const displaced = this.findValueAbove(path);
        this.placeholders.set(key, --this.lastPlaceholder);
        this.add([this.lastPlaceholder, path, null]);
        if (displaced !== undefined) {
          const { id, path, value } = displaced;
          this.displaced.set(id, [id, path, value]);
        }
      }
    }
  }

  /**
   * Returns the value of an empty map around a path. It is replaced when the
   * map gets a placeholder as its member.
   */
  private findValueAbove(path: readonly string[]): ValueNode | undefined {
    for (let length = path.length - 1; length > 0; length--) {
      const variable = this.find(pathKey(path.slice(0, length)));
      if (variable instanceof ValueNode) {
        return variable;
      }
    }
    return undefined;
  }

  private add([id, path, value]: Variable): void {
    this.remove(id);
    let object = this.root;
    for (const [index, part] of path.slice(0, -1).entries()) {
      const encoded = encodePathPart(part);
      let child = object.children.get(encoded);
      if (child instanceof ValueNode) {
        // The map was empty until now.
        this.remove(child.id);
        child = undefined;
      }
      if (child === undefined) {
        child = new ObjectNode(
          path.slice(0, index + 1),
          childKey(object, encoded),
          part,
          object,
        );
        object.children.set(encoded, child);
      }
      object = child;
    }
    const name = path.at(-1) ?? '';
    const encoded = encodePathPart(name);
    const replaced = object.children.get(encoded);
    if (replaced !== undefined) {
      this.removeNode(replaced);
    }
    const variable = new ValueNode(
      path,
      childKey(object, encoded),
      name,
      object,
      id,
      value,
      this.at,
    );
    object.children.set(encoded, variable);
    this.valuesById.set(id, variable);
    const limits = this.metadata.get(variable.key)?.[1].limits;
    if (limits !== undefined) {
      this.limitLevels.watch(variable, limits);
    }
    for (let at: ObjectNode | undefined = object; at; at = at.parent) {
      at.valueCount++;
    }
    this.treeVersion++;
  }

  private removeNode(variable: VariableNode): void {
    if (variable instanceof ValueNode) {
      this.remove(variable.id);
      return;
    }
    for (const child of variable.children.values()) {
      this.removeNode(child);
    }
  }

  private remove(id: number): void {
    this.displaced.delete(id);
    const variable = this.valuesById.get(id);
    if (variable === undefined) {
      return;
    }
    this.valuesById.delete(id);
    this.limitLevels.unwatch(variable);
    this.liveHistory.series.delete(id);
    this.treeVersion++;
    variable.parent.children.delete(encodePathPart(variable.name));
    let at: ObjectNode | undefined = variable.parent;
    for (; at; at = at.parent) {
      at.valueCount--;
      if (at.valueCount === 0) {
        at.parent?.children.delete(encodePathPart(at.name));
      }
    }
  }
}

function childKey(parent: ObjectNode, encoded: string): string {
  return parent.parent === undefined ? encoded : `${parent.key}/${encoded}`;
}
