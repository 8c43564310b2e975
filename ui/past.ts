import {
  RUNTIME_SERIES,
  type RuntimeSeries,
} from '../src/dashboard/protocol.js';
import { Ring } from './ring.js';

/** The last ten minutes, by tick. */
export class Past {
  readonly times: Ring;
  readonly runtime: Readonly<Record<RuntimeSeries, Ring>>;
  /** Of the leaves whose course is shown, by their ids. */
  readonly courses: Map<number, Ring>;
  /** The first tick of which anything is known. */
  firstTick: number;

  constructor(from?: Past) {
    this.times = new Ring(from?.times);
    this.runtime = Object.fromEntries(
      RUNTIME_SERIES.map((name) => [name, new Ring(from?.runtime[name])]),
    ) as Record<RuntimeSeries, Ring>;
    this.courses = new Map(
      [...(from?.courses ?? [])].map(([id, ring]) => [id, new Ring(ring)]),
    );
    this.firstTick = from?.firstTick ?? 0;
  }
}
