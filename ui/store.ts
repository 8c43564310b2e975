import {
  RUNTIME_SERIES,
  type Failure,
  type Frame,
  type JsonValue,
  type MetaEntry,
  type ProcessIdentity,
  type RuntimeSeries,
  type Sample,
  type State,
  type Variable as WireVariable,
} from '../src/dashboard/protocol.js';
import { builtinInfo } from './builtin.js';
import { Past } from './past.js';
import { encodePart, pathKey } from './path-key.js';
import { Ring, RING_TICKS } from './ring.js';
import { Branch, Leaf, type Info, type Variable } from './variables.js';

/** Until then the delay of the event loop is that of a process's own start. */
const START_MS = 20_000;

/** What is shown while the page is paused. */
interface Held {
  readonly tick: number;
  readonly at: number;
  readonly past: Past;
  /** What leaves were, of those that changed since. */
  readonly leaves: Map<number, { value: JsonValue; rate: number | null }>;
}

/** Of a process: all its variables, and what the page remembers of them. */
export class Store {
  readonly process: ProcessIdentity;
  readonly intervalMs: number;
  readonly heapLimit: number | null;
  readonly cpus: number | null;
  readonly history: boolean;
  tick: number;
  at: number;
  omitted: number;
  /** Frames, since the state. */
  frames = 0;
  /** Goes up with every variable that comes or goes. */
  structure = 0;
  readonly root = new Branch([], '', '', undefined);
  readonly leaves = new Map<number, Leaf>();
  failures: readonly Failure[] = [];
  private readonly past = new Past();
  private held: Held | undefined;
  private readonly metas = new Map<string, MetaEntry>();
  private failing = new Map<string, Failure>();
  /** By their keys, the ids of what stands for variables that failed. */
  private readonly missing = new Map<string, number>();
  /** What was where such a variable is now. */
  private readonly displaced = new Map<number, WireVariable>();
  private lastMissing = 0;
  private failingMaps = new Set<string>();

  constructor(state: State) {
    this.process = state.process;
    this.intervalMs = state.intervalMs;
    this.heapLimit = state.heapLimit;
    this.cpus = state.cpus;
    this.history = state.history;
    this.tick = state.tick;
    this.at = state.at;
    this.omitted = state.omitted;
    this.times.fill(state.runtime.at, state.tick);
    this.times.set(state.tick, state.at);
    this.past.firstTick = Math.max(
      0,
      state.tick - Math.min(state.runtime.at.length, RING_TICKS) + 1,
    );
    for (const name of RUNTIME_SERIES) {
      // A snapshot may be older than a series.
      this.runtime[name].fill(state.runtime.series[name] ?? [], state.tick);
    }
    if (state.runtime.at.length < RING_TICKS) {
      // The start of a process would flatten all that follows.
      for (const name of ['cpu', 'loopUtilization'] as const) {
        this.runtime[name].set(this.firstTick, null);
      }
    }
    for (let tick = this.firstTick; tick <= state.tick; tick++) {
      this.forgetStart(tick);
    }
    this.describe(state.metas);
    for (const variable of state.variables) {
      this.add(variable);
    }
    this.fail(state.failures);
  }

  get times(): Ring {
    return this.shownPast.times;
  }

  get runtime(): Readonly<Record<RuntimeSeries, Ring>> {
    return this.shownPast.runtime;
  }

  /** Of the leaves whose course is shown, by their ids. */
  get courses(): Map<number, Ring> {
    return this.shownPast.courses;
  }

  /** The first tick of which anything is known. */
  get firstTick(): number {
    return this.shownPast.firstTick;
  }

  /** The course of a leaf; an empty one where there was none. */
  course(id: number): Ring {
    const { courses } = this;
    let ring = courses.get(id);
    if (ring === undefined) {
      ring = new Ring();
      courses.set(id, ring);
    }
    return ring;
  }

  get shownTick(): number {
    return this.held?.tick ?? this.tick;
  }

  /** The time that is shown. */
  get shownAt(): number {
    return this.held?.at ?? this.at;
  }

  private get shownPast(): Past {
    return this.held?.past ?? this.past;
  }

  apply(frame: Frame): void {
    const { at: before, past, structure } = this;
    this.frames++;
    this.tick = frame.tick;
    this.at = frame.at;
    past.firstTick = Math.max(past.firstTick, frame.tick - RING_TICKS + 1);
    past.times.set(frame.tick, frame.at);
    for (const [index, name] of RUNTIME_SERIES.entries()) {
      past.runtime[name].set(frame.tick, frame.runtime[index]);
    }
    this.forgetStart(frame.tick);
    for (const id of frame.removed ?? []) {
      this.remove(id);
    }
    if (frame.metas !== undefined) {
      this.describe(frame.metas);
    }
    for (const variable of frame.added ?? []) {
      this.add(variable);
    }
    const { values } = frame;
    for (let index = 0; index + 1 < values.length; index += 2) {
      const leaf = this.leaves.get(values[index] as number);
      if (leaf !== undefined) {
        this.hold(leaf);
        leaf.change(values[index + 1]!, frame.at, before);
      }
    }
    for (const [id, ring] of past.courses) {
      const value = this.leaves.get(id)?.value;
      ring.set(frame.tick, typeof value === 'number' ? value : null);
    }
    if (frame.failures !== undefined) {
      this.fail(frame.failures);
    } else if (frame.failureCounts !== undefined) {
      this.failAgain(frame.failureCounts);
    } else if (this.structure !== structure) {
      this.standIn();
    }
    this.omitted = frame.omitted ?? this.omitted;
  }

  private forgetStart(tick: number): void {
    // Without history the first tick is that of the first viewer.
    const { times, runtime } = this.past;
    const age = this.history
      ? tick * this.intervalMs
      : times.get(tick) - this.process.startedAt;
    if (age <= START_MS) {
      runtime.loopDelay.set(tick, null);
      runtime.loopDelayMax.set(tick, null);
    }
  }

  /** What is known of a leaf from before the page was opened. */
  recall(id: number, samples: readonly Sample[], tick: number): void {
    const course = this.courses.get(id);
    if (course === undefined) {
      return;
    }
    course.fill(samples, tick);
    this.leaves.get(id)?.recall(this.samplesOf(course));
  }

  private *samplesOf(course: Ring): Generator<[value: number, at: number]> {
    for (let tick = this.firstTick; tick <= this.shownTick; tick++) {
      const value = course.get(tick);
      const at = this.times.get(tick);
      if (!Number.isNaN(value + at)) {
        yield [value, at];
      }
    }
  }

  /** What is shown stays as it is now, until `release`. */
  pause(): void {
    this.held = {
      tick: this.tick,
      at: this.at,
      past: new Past(this.past),
      leaves: new Map(),
    };
  }

  release(): void {
    this.held = undefined;
  }

  private hold(leaf: Leaf): void {
    const { held } = this;
    if (held !== undefined && !held.leaves.has(leaf.id)) {
      held.leaves.set(leaf.id, {
        value: leaf.value,
        rate: leaf.rate(held.at),
      });
    }
  }

  valueOf(leaf: Leaf): JsonValue {
    const held = this.held?.leaves.get(leaf.id);
    return held === undefined ? leaf.value : held.value;
  }

  rateOf(leaf: Leaf): number | null {
    const held = this.held?.leaves.get(leaf.id);
    return held === undefined ? leaf.rate(this.shownAt) : held.rate;
  }

  failureOf(variable: Variable): Failure | undefined {
    return this.failing.get(variable.key);
  }

  /** Something in it fails. */
  isFailingInside(variable: Variable): boolean {
    return this.failingMaps.has(variable.key);
  }

  find(key: string): Variable | undefined {
    let branch: Branch = this.root;
    const parts = key.split('/');
    for (const [index, part] of parts.entries()) {
      const child = branch.children.get(part);
      if (child === undefined || index === parts.length - 1) {
        return child;
      }
      if (child instanceof Leaf) {
        return undefined;
      }
      branch = child;
    }
    return undefined;
  }

  info(variable: Variable): Info {
    return (variable.info ??= this.infoOf(variable));
  }

  metaEntries(): MetaEntry[] {
    return [...this.metas.values()];
  }

  private infoOf(variable: Variable): Info {
    const { key, name, parent } = variable;
    const own = this.metas.get(key)?.[1];
    const around =
      parent === undefined || parent === this.root
        ? undefined
        : this.info(parent);
    const builtin = builtinInfo(key);
    const inherited = around === undefined ? {} : inherit(around, name);
    return {
      type: own?.type,
      kind: own?.kind ?? builtin.kind ?? inherited.kind,
      unit: builtin.unit ?? own?.unit ?? inherited.unit,
      description: own?.description,
      source: own?.source ?? around?.source,
    };
  }

  private describe(metas: readonly MetaEntry[]): void {
    if (metas.length === 0) {
      return;
    }
    for (const entry of metas) {
      this.metas.set(pathKey(entry[0]), entry);
    }
    const forget = (branch: Branch): void => {
      branch.info = undefined;
      for (const child of branch.children.values()) {
        child.info = undefined;
        if (child instanceof Branch) {
          forget(child);
        }
      }
    };
    forget(this.root);
    this.structure++;
  }

  private fail(failures: readonly Failure[]): void {
    const before = this.failing;
    this.failures = failures;
    this.failing = new Map(
      failures.map((failure) => [pathKey(failure.path), failure]),
    );
    // One more failure of the same variables is no other table.
    if (
      before.size !== this.failing.size ||
      [...before.keys()].some((key) => !this.failing.has(key))
    ) {
      this.structure++;
    }
    this.failingMaps = new Set(
      failures.flatMap(({ path }) =>
        path.slice(1).map((_, index) => pathKey(path.slice(0, index + 1))),
      ),
    );
    this.standIn();
  }

  /** A map leaves out what has failed, which would then be nowhere. */
  private standIn(): void {
    for (const [key, id] of this.missing) {
      if (!this.failing.has(key) || !this.leaves.has(id)) {
        this.remove(id);
        this.missing.delete(key);
      }
    }
    for (const variable of this.displaced.values()) {
      if (this.find(pathKey(variable[1])) === undefined) {
        this.add(variable);
      }
    }
    for (const [key, { path }] of this.failing) {
      if (this.find(key) === undefined) {
        const displaced = this.leafOn(path);
        this.missing.set(key, --this.lastMissing);
        this.add([this.lastMissing, path, null]);
        if (displaced !== undefined) {
          const { id, path: at, value } = displaced;
          this.displaced.set(id, [id, at, value]);
        }
      }
    }
  }

  /** A map without members is a leaf. */
  private leafOn(path: readonly string[]): Leaf | undefined {
    for (let length = path.length - 1; length > 0; length--) {
      const variable = this.find(pathKey(path.slice(0, length)));
      if (variable instanceof Leaf) {
        return variable;
      }
    }
    return undefined;
  }

  private failAgain(counts: readonly number[]): void {
    this.fail(
      this.failures.map((failure, index) => {
        const count = counts[index] ?? failure.count;
        const at = count > failure.count ? this.at : failure.at;
        return { ...failure, count, at };
      }),
    );
  }

  private add([id, path, value]: WireVariable): void {
    this.remove(id);
    let branch = this.root;
    for (const [index, part] of path.slice(0, -1).entries()) {
      const encoded = encodePart(part);
      let child = branch.children.get(encoded);
      if (child instanceof Leaf) {
        // It was empty, and now it has members.
        this.remove(child.id);
        child = undefined;
      }
      if (child === undefined) {
        child = new Branch(
          path.slice(0, index + 1),
          join(branch, encoded),
          part,
          branch,
        );
        branch.children.set(encoded, child);
      }
      branch = child;
    }
    const name = path.at(-1) ?? '';
    const encoded = encodePart(name);
    const old = branch.children.get(encoded);
    if (old !== undefined) {
      this.drop(old);
    }
    const leaf = new Leaf(
      path,
      join(branch, encoded),
      name,
      branch,
      id,
      value,
      this.at,
    );
    branch.children.set(encoded, leaf);
    this.leaves.set(id, leaf);
    for (let at: Branch | undefined = branch; at; at = at.parent) {
      at.leaves++;
    }
    this.structure++;
  }

  private drop(variable: Variable): void {
    if (variable instanceof Leaf) {
      this.remove(variable.id);
      return;
    }
    // Each one takes itself out, which a Map's iterator allows.
    for (const child of variable.children.values()) {
      this.drop(child);
    }
  }

  private remove(id: number): void {
    this.displaced.delete(id);
    const leaf = this.leaves.get(id);
    if (leaf === undefined) {
      return;
    }
    this.leaves.delete(id);
    this.past.courses.delete(id);
    this.structure++;
    leaf.parent.children.delete(encodePart(leaf.name));
    for (let at: Branch | undefined = leaf.parent; at; at = at.parent) {
      at.leaves--;
      if (at.leaves === 0) {
        at.parent?.children.delete(encodePart(at.name));
      }
    }
  }
}

function join(branch: Branch, encoded: string): string {
  return branch.parent === undefined ? encoded : `${branch.key}/${encoded}`;
}

/** What a member has of the variable it is in. */
function inherit(around: Info, name: string): Partial<Info> {
  if (around.kind === 'histogram' || around.type === 'histogram') {
    return name === 'count'
      ? { kind: 'counter' }
      : name === 'window'
        ? { kind: 'gauge', unit: around.unit }
        : { kind: name === 'sum' ? 'counter' : 'gauge', unit: around.unit };
  }
  if (around.type === 'rate') {
    return name === 'count'
      ? { kind: 'counter' }
      : { kind: 'gauge', unit: '/s' };
  }
  return { kind: around.kind, unit: around.unit };
}
