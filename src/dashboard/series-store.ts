import { ObjectNode } from './object-node.js';
import { History, HISTORY_LENGTH } from './history.js';
import { ValueNode } from './value-node.js';
import type { JsonValue, Sample } from './protocol.js';

/** So many values are shown. */
const MAX_LEAVES = 20_000;

/** Of so many numbers the last ten minutes are kept. */
const MAX_SERIES = 2000;

/** What is gone is looked for every so many ticks. */
const SWEEP_TICKS = 60;

/**
 * The values of the document by path, each with a number that stays its own, and
 * the last ten minutes of those that are numbers, as far as there is room.
 */
export class SeriesStore {
  readonly root = new ObjectNode([]);
  private readonly byId = new Map<number, ValueNode>();
  private readonly history = new History();
  private readonly withSeries = new Set<ValueNode>();
  private lastId = 0;

  get leaves(): Iterable<ValueNode> {
    return this.byId.values();
  }

  get(id: number): ValueNode | undefined {
    return this.byId.get(id);
  }

  /** @returns undefined where there is no room for another */
  leaf(branch: ObjectNode, key: string): ValueNode | undefined {
    let leaf = branch.leaves.get(key);
    if (leaf === undefined && this.byId.size < MAX_LEAVES) {
      leaf = new ValueNode(++this.lastId, [...branch.path, key]);
      branch.leaves.set(key, leaf);
      this.byId.set(leaf.id, leaf);
    }
    return leaf;
  }

  /**
   * Takes what a leaf is at a tick.
   *
   * Hot path: each value passes here each second while somebody watches.
   */
  take(leaf: ValueNode, value: JsonValue, tick: number): void {
    leaf.seen = tick;
    leaf.value = value;
    if (
      typeof value === 'number' &&
      leaf.series < 0 &&
      this.withSeries.size < MAX_SERIES
    ) {
      leaf.series = this.history.open();
      this.withSeries.add(leaf);
    }
  }

  /** Ends a tick: what was taken goes into the series. */
  record(tick: number): void {
    const row = this.history.row(tick);
    for (const { seen, value, series } of this.withSeries) {
      if (seen === tick && typeof value === 'number') {
        row[series] = value;
      }
    }
    if (tick % SWEEP_TICKS === 0) {
      this.sweep(tick - HISTORY_LENGTH);
    }
  }

  /**
   * So many samples up to a tick, the newest last; undefined where none are kept.
   */
  samples(id: number, count: number, tick: number): Sample[] | undefined {
    const { series } = this.byId.get(id) ?? { series: -1 };
    return series < 0 ? undefined : this.history.last(series, count, tick);
  }

  /** Forgets what no tick has had since one. */
  private sweep(tick: number): void {
    for (const leaf of this.byId.values()) {
      if (leaf.seen <= tick) {
        this.byId.delete(leaf.id);
        if (this.withSeries.delete(leaf)) {
          this.history.close(leaf.series);
        }
        removeAt(this.root, leaf.path, 0);
      }
    }
  }
}

/** Removes a leaf, and the branches that are left without any. */
function removeAt(
  branch: ObjectNode,
  path: readonly string[],
  i: number,
): void {
  const key = path[i]!;
  if (i === path.length - 1) {
    branch.leaves.delete(key);
    return;
  }
  const next = branch.branches.get(key);
  if (next !== undefined) {
    removeAt(next, path, i + 1);
    if (next.leaves.size + next.branches.size === 0) {
      branch.branches.delete(key);
    }
  }
}
