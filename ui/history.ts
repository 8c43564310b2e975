import {
  RUNTIME_SERIES,
  type RuntimeSeries,
} from '../src/dashboard/protocol.js';
import { RingBuffer } from './ring-buffer.js';

/** The last ten minutes of all series, by tick. */
export class History {
  readonly times: RingBuffer;
  readonly runtime: Readonly<Record<RuntimeSeries, RingBuffer>>;
  /** The series that are shown, by the id of their value. */
  readonly series: Map<number, RingBuffer>;
  /** The oldest tick that has samples. */
  firstTick: number;

  constructor(copyFrom?: History) {
    this.times = new RingBuffer(copyFrom?.times);
    this.runtime = Object.fromEntries(
      RUNTIME_SERIES.map((name) => [
        name,
        new RingBuffer(copyFrom?.runtime[name]),
      ]),
    ) as Record<RuntimeSeries, RingBuffer>;
    this.series = new Map(
      [...(copyFrom?.series ?? [])].map(([id, samples]) => [
        id,
        new RingBuffer(samples),
      ]),
    );
    this.firstTick = copyFrom?.firstTick ?? 0;
  }
}
