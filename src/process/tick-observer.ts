import { constants } from 'node:perf_hooks';
import { type GcEntry, gcRecorder } from './gc-recorder.js';
import { createLoopDelay } from './node/create-loop-delay.js';
import type { LoopDelay } from './node/loop-delay.js';

/** A shorter pause needs no attention, in seconds. */
const LONG_PAUSE = 0.05;

/** The most pauses between two reads. */
const MAX_PAUSES = 100;

const KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** A time in which V8 has stopped the program. */
export interface GcPause {
  /** The kind of the collection, as in `node.gc`. */
  readonly kind: string;
  /** The end, in milliseconds of `performance.now()`. */
  readonly mono: number;
  readonly seconds: number;
}

/** The readings since the last tick of the dashboard. */
export interface TickReadings {
  /** The longest iteration of the event loop, in seconds. */
  readonly loopDelayMax: number;
  /** The pauses of 50 ms or more. */
  readonly pauses: readonly GcPause[];
  /**
   * The bytes that objects on the heap took after the last major collection;
   * undefined before the first.
   */
  readonly heapAfterGc: number | undefined;
}

/** Observes the process for the ticks of the dashboard, until it is stopped. */
export class TickObserver {
  private readonly delay: LoopDelay;
  private readonly ownDelay: LoopDelay | undefined;
  private pauses: GcPause[] = [];
  private heapAfterGc: number | undefined;

  /** @param delay is measured already; undefined if it is not */
  constructor(delay: LoopDelay | undefined) {
    this.ownDelay = delay === undefined ? createLoopDelay() : undefined;
    this.delay = delay ?? this.ownDelay!;
    this.delay.takeMax(); // The first tick begins now.
    gcRecorder.acquire(this, (entries, heapUsed) =>
      this.onGc(entries, heapUsed),
    );
  }

  /** Called once per tick: the next call returns what follows. */
  read(): TickReadings {
    gcRecorder.takeRecords();
    const { pauses, heapAfterGc } = this;
    this.pauses = [];
    return { loopDelayMax: this.delay.takeMax(), pauses, heapAfterGc };
  }

  stop(): void {
    this.ownDelay?.stop();
    gcRecorder.release(this);
  }

  private onGc(
    entries: readonly GcEntry[],
    heapUsed: number | undefined,
  ): void {
    for (const { startTime, duration, detail } of entries) {
      const seconds = duration / 1000;
      if (seconds >= LONG_PAUSE && this.pauses.length < MAX_PAUSES) {
        const kind = KINDS[detail.kind] ?? 'minor';
        this.pauses.push({ kind, mono: startTime + duration, seconds });
      }
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) {
        this.heapAfterGc = heapUsed;
      }
    }
  }
}
