import { History } from './history.js';
import type { Sample } from './protocol/types.js';
import {
  SERIES_PRIORITY,
  type SeriesPriority,
  type VariableNode,
} from './variable-node.js';

/** The most numbers whose last ten minutes are stored. */
export const MAX_SERIES = 2000;

/** Stores the last ten minutes of up to {@link MAX_SERIES} numbers. */
export class SeriesStore {
  private readonly history = new History();
  /** The numbers with a series, by priority. */
  private readonly nodes = Object.values(SERIES_PRIORITY).map(
    () => new Set<VariableNode>(),
  );
  private size = 0;

  /** Starts the samples of a tick. */
  beginTick(tick: number): void {
    this.history.begin(tick);
  }

  /** True if a number of a priority would get a series. */
  canOpen(priority: SeriesPriority): boolean {
    return this.size < MAX_SERIES || this.lowerNodes(priority) !== undefined;
  }

  /**
   * Stores a sample of a number. Hot path: it is called for up to 20,000 numbers
   * each second.
   */
  record(node: VariableNode, value: number): void {
    if (node.series >= 0 || this.open(node, node.priority)) {
      this.history.set(node.series, value);
    }
  }

  /** Gives a number that a viewer looks at a series, and the latest place. */
  view(node: VariableNode): void {
    const { viewed } = SERIES_PRIORITY;
    const places = this.nodes[viewed]!;
    if (node.series >= 0) {
      this.nodes.forEach((each) => each.delete(node));
      places.add(node);
    } else if (!this.open(node, viewed)) {
      const [oldest] = places;
      this.close(oldest!);
      this.open(node, viewed);
    }
  }

  /** Removes the series of a number, if it has one. */
  close(node: VariableNode): void {
    if (node.series >= 0) {
      this.history.close(node.series);
      node.series = -1;
      this.nodes.forEach((each) => each.delete(node));
      this.size--;
    }
  }

  /** The numbers that have a series. */
  *[Symbol.iterator](): IterableIterator<VariableNode> {
    for (const nodes of this.nodes) {
      yield* nodes;
    }
  }

  /** Returns the last `count` samples up to a tick, the newest last. */
  samples(node: VariableNode, count: number, tick: number): Sample[] {
    return this.history.last(node.series, count, tick);
  }

  private open(node: VariableNode, priority: SeriesPriority): boolean {
    if (this.size >= MAX_SERIES) {
      const lower = this.lowerNodes(priority);
      if (lower === undefined) {
        return false;
      }
      this.close([...lower].at(-1)!);
    }
    node.series = this.history.open();
    this.nodes[priority]!.add(node);
    this.size++;
    return true;
  }

  /** The numbers that have a series for the least reason below a priority. */
  private lowerNodes(priority: SeriesPriority): Set<VariableNode> | undefined {
    for (let i = 0; i < priority; i++) {
      if (this.nodes[i]!.size > 0) {
        return this.nodes[i];
      }
    }
    return undefined;
  }
}
