import { HISTORY_LENGTH, History } from './history.js';
import { ObjectNode } from './object-node.js';
import type { JsonValue, Sample } from './protocol.js';
import { ValueNode } from './value-node.js';

/** The most values that are shown. */
export const MAX_VALUES = 20_000;

/** The most numbers whose last ten minutes are stored. */
export const MAX_SERIES = 2000;

/** Missing values are removed once per this number of ticks. */
const SWEEP_TICKS = 60;

/**
 * Stores the values of the document by path. Each value has an id for as long
 * as it is stored. Up to {@link MAX_SERIES} numbers have the last ten minutes.
 */
export class SeriesStore {
  readonly root = new ObjectNode([]);
  private readonly byId = new Map<number, ValueNode>();
  private readonly history = new History();
  private readonly nodesWithSeries = new Set<ValueNode>();
  private lastId = 0;

  get values(): Iterable<ValueNode> {
    return this.byId.values();
  }

  /**
   * Returns the node of a value, and creates it if it is missing.
   *
   * @returns undefined if the store already has {@link MAX_VALUES} values
   */
  node(parent: ObjectNode, key: string): ValueNode | undefined {
    let node = parent.values.get(key);
    if (node === undefined && this.byId.size < MAX_VALUES) {
      node = new ValueNode(++this.lastId, [...parent.path, key]);
      parent.values.set(key, node);
      this.byId.set(node.id, node);
    }
    return node;
  }

  /**
   * Sets the value of a node at a tick.
   *
   * Hot path: it is called for every value each second while somebody watches.
   */
  set(node: ValueNode, value: JsonValue, tick: number): void {
    node.lastTick = tick;
    node.value = value;
    if (
      typeof value === 'number' &&
      node.series < 0 &&
      this.nodesWithSeries.size < MAX_SERIES
    ) {
      node.series = this.history.open();
      this.nodesWithSeries.add(node);
    }
  }

  /** Ends a tick: appends the values that were set to their series. */
  record(tick: number): void {
    const row = this.history.row(tick);
    for (const { lastTick, value, series } of this.nodesWithSeries) {
      if (lastTick === tick && typeof value === 'number') {
        row[series] = value;
      }
    }
    if (tick % SWEEP_TICKS === 0) {
      this.sweep(tick - HISTORY_LENGTH);
    }
  }

  /**
   * Returns the samples of a value up to a tick, the newest last.
   *
   * @returns undefined for a value without a series
   */
  samples(id: number, count: number, tick: number): Sample[] | undefined {
    const { series } = this.byId.get(id) ?? { series: -1 };
    return series < 0 ? undefined : this.history.last(series, count, tick);
  }

  /** Removes the values that were last seen at the given tick or before. */
  private sweep(tick: number): void {
    for (const node of this.byId.values()) {
      if (node.lastTick <= tick) {
        this.byId.delete(node.id);
        if (this.nodesWithSeries.delete(node)) {
          this.history.close(node.series);
        }
        removeAt(this.root, node.path, 0);
      }
    }
  }
}

/** Removes a value, and the objects that are left without members. */
function removeAt(
  object: ObjectNode,
  path: readonly string[],
  i: number,
): void {
  const key = path[i]!;
  if (i === path.length - 1) {
    object.values.delete(key);
    return;
  }
  const next = object.objects.get(key);
  if (next !== undefined) {
    removeAt(next, path, i + 1);
    if (next.values.size + next.objects.size === 0) {
      object.objects.delete(key);
    }
  }
}
