import type { Store } from './store.js';

/** A process on the time axis of the page. */
export interface Segment {
  readonly store: Store;
  /** Added to a monotonic time of the process, gives the x of the axis. */
  readonly offset: number;
}

/**
 * The one axis of all charts: the monotonic time of the process that is shown.
 * Processes that ran before it are to its left, as far away as by the wall clock.
 */
export class TimeAxis {
  /** The oldest process first. The last one is shown, with offset 0. */
  readonly segments: readonly Segment[];

  constructor(shown: Store, past: readonly Store[] = []) {
    const segments: Segment[] = [{ store: shown, offset: 0 }];
    for (const store of past.toReversed()) {
      const next = segments[0]!;
      const { timeline } = next.store;
      const pause = timeline.wall.get(timeline.firstTick) - store.wall;
      const beginning = timeline.mono.get(timeline.firstTick) + next.offset;
      segments.unshift({
        store,
        offset: beginning - Math.max(pause, store.intervalMs) - store.mono,
      });
    }
    this.segments = segments;
  }

  /** The x of the oldest sample. */
  get start(): number {
    const { store, offset } = this.segments[0]!;
    return store.timeline.mono.get(store.timeline.firstTick) + offset;
  }

  /** The x of the newest sample. */
  get end(): number {
    return this.segments.at(-1)!.store.mono;
  }

  toX(wall: number): number {
    const { store, offset } =
      this.segments.findLast(
        ({ store: { timeline } }) =>
          timeline.wall.get(timeline.firstTick) <= wall,
      ) ?? this.segments[0]!;
    return store.timeline.toMono(wall) + offset;
  }

  toWall(x: number): number {
    const { store, offset } = this.segmentAt(x);
    return store.timeline.toWall(x - offset);
  }

  /** The process that an x belongs to; the oldest one for an earlier x. */
  segmentAt(x: number): Segment {
    return (
      this.segments.findLast(
        ({ store: { timeline }, offset }) =>
          timeline.mono.get(timeline.firstTick) + offset <= x,
      ) ?? this.segments[0]!
    );
  }
}
