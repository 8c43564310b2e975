import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { TickReadings } from './process-source.js';
import type { ProcessEvent } from './protocol/types.js';

/** The most events that are stored. */
const MAX_EVENTS = 500;

/** The event loop counts as blocked from this delay on, in seconds. */
const BLOCKED_SECONDS = 0.2;

/** Samples in a row without a failure after which a variable has recovered. */
const SAMPLES_TO_RECOVER = 3;

/** The most variables whose failures are followed. */
const MAX_FOLLOWED = 1000;

/** The most variables that fail or are late in one tick and get an event. */
const MAX_NEW_EVENTS = 100;

/** An older failure is not news, in ms. */
const MAX_FAILURE_AGE_MS = 5000;

/** A moment by the monotonic clock and by the wall clock, in ms. */
export interface Moment {
  readonly mono: number;
  readonly wall: number;
}

/** A variable that has failed or was late, and has not recovered. */
interface Trouble {
  /** Each has at most one event, because a late variable often fails first. */
  readonly kinds: Set<'failed' | 'late'>;
  /** False if there were too many other events. */
  isLogged: boolean;
  /** The samples in a row in which it was well. */
  goodSamples: number;
}

type Path = readonly string[];
type Failure = ReturnType<ExpvarRegistry['failures']>[number];

/**
 * Stores the last events of the process. Failures of variables are known only
 * while somebody scrapes or watches.
 */
export class EventLog {
  private readonly stored: ProcessEvent[] = [];
  private lastId = 0;
  /** The failures that were seen. */
  private seen: ReadonlySet<Failure> = new Set();
  /** Variables that have not recovered, by the JSON of their path. */
  private readonly troubles = new Map<string, Trouble>();

  /** @param start when the process started */
  constructor(
    private readonly registry: Pick<ExpvarRegistry, 'failures' | 'resolve'>,
    start: Moment,
  ) {
    this.add({ kind: 'started', ...start });
  }

  /** The oldest first. */
  get events(): readonly ProcessEvent[] {
    return this.stored;
  }

  /** Returns the events after the one with an id; 0 is before all. */
  since(id: number): readonly ProcessEvent[] {
    return this.stored.filter((event) => event.id > id);
  }

  /** Adds the blocks and long collections of a tick. */
  observeProcess({ loopDelayMax, pauses }: TickReadings, now: Moment): void {
    for (const { kind, mono, seconds } of pauses) {
      const wall = now.wall - (now.mono - mono);
      this.add({ kind: 'gc', mono, wall, seconds, reason: kind });
    }
    if (loopDelayMax >= BLOCKED_SECONDS) {
      this.add({ kind: 'blocked', ...now, seconds: loopDelayMax });
    }
  }

  /**
   * Adds the failures since the last tick, and in a sample of all variables also
   * what is late or has recovered.
   *
   * @param late the variables whose value is a late result; undefined if the
   *   sample was not one of all variables
   */
  observeVariables(late: Iterable<Path> | undefined, now: Moment): void {
    const failed = this.newFailures(now);
    const bad = new Set<string>();
    let newEvents = 0;
    const follow = (kind: 'failed' | 'late', path: Path, reason?: string) => {
      const key = JSON.stringify(path);
      const trouble = bad.has(key) ? undefined : this.troubleOf(key);
      bad.add(key);
      if (trouble === undefined || trouble.kinds.has(kind)) {
        return;
      }
      trouble.kinds.add(kind);
      if (++newEvents <= MAX_NEW_EVENTS) {
        trouble.isLogged = true;
        const why = reason === undefined ? {} : { reason };
        this.add({ kind, ...now, path, ...why });
      }
    };
    for (const { path, reason } of failed) {
      follow('failed', path, reason);
    }
    if (late !== undefined) {
      for (const path of late) {
        follow('late', path);
      }
      this.recover(bad, now);
    }
  }

  private add(event: Omit<ProcessEvent, 'id'>): void {
    this.stored.push({ id: ++this.lastId, ...event });
    if (this.stored.length > MAX_EVENTS) {
      this.stored.shift();
    }
  }

  /** Returns the variables that have failed since the last call. */
  private newFailures({ wall }: Moment): Failure[] {
    const { seen } = this;
    // The latest failure comes first.
    const all = this.registry.failures().toReversed();
    this.seen = new Set(all);
    return all.filter(
      (failure) =>
        !seen.has(failure) && wall - failure.at.getTime() <= MAX_FAILURE_AGE_MS,
    );
  }

  /** @returns undefined if there are too many */
  private troubleOf(key: string): Trouble | undefined {
    let trouble = this.troubles.get(key);
    if (trouble === undefined && this.troubles.size < MAX_FOLLOWED) {
      trouble = { kinds: new Set(), isLogged: false, goodSamples: 0 };
      this.troubles.set(key, trouble);
    }
    if (trouble !== undefined) {
      trouble.goodSamples = 0;
    }
    return trouble;
  }

  private recover(bad: ReadonlySet<string>, now: Moment): void {
    for (const [key, trouble] of this.troubles) {
      if (!bad.has(key) && ++trouble.goodSamples >= SAMPLES_TO_RECOVER) {
        this.troubles.delete(key);
        const path = JSON.parse(key) as string[];
        // A variable that is gone has not recovered.
        if (trouble.isLogged && this.isPublished(path)) {
          this.add({ kind: 'recovered', ...now, path });
        }
      }
    }
  }

  private isPublished(path: Path): boolean {
    return this.registry.resolve(path).variable !== undefined;
  }
}
