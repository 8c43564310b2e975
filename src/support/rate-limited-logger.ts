import { Logger } from '@nestjs/common';
import { monotonicNow } from './monotonic-now.js';

const INTERVAL_MS = 60_000;

/**
 * The most events per minute that are logged one by one. It bounds memory and
 * log.
 */
const MAX_EVENTS = 1000;

const OVERFLOW_LINE = `more than ${MAX_EVENTS} different warnings of this kind in a minute; further ones are not logged one by one`;

interface LoggedEvent {
  readonly loggedAt: number;
  unlogged: number;
}

/** Logs each recurring event at most once a minute. */
export class RateLimitedLogger {
  /** The logged events, the oldest first. */
  private readonly events = new Map<string, LoggedEvent>();
  private overflowLoggedAt = -Infinity;

  /** @param now returns the milliseconds of a monotonic clock */
  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = monotonicNow,
  ) {}

  /** Creates a logger of warnings. @param context names the part in the log */
  static warningsOf(context: string): RateLimitedLogger {
    const logger = new Logger(context);
    return new RateLimitedLogger((line) => logger.warn(line));
  }

  /**
   * @param event identifies the event
   * @param createLine is called only when the line is logged
   */
  warn(event: string, createLine: () => string): void {
    const now = this.now();
    const logged = this.events.get(event);
    if (logged !== undefined && now - logged.loggedAt < INTERVAL_MS) {
      logged.unlogged++;
    } else if (logged !== undefined || this.ensureCapacity(now)) {
      this.events.delete(event);
      this.events.set(event, { loggedAt: now, unlogged: 0 });
      this.writeLine(`${createLine()}${unloggedSuffix(logged?.unlogged ?? 0)}`);
    } else if (now - this.overflowLoggedAt >= INTERVAL_MS) {
      this.overflowLoggedAt = now;
      this.writeLine(OVERFLOW_LINE);
    }
  }

  private writeLine(line: string): void {
    try {
      this.write(line);
    } catch {
      // A throwing logger of the application must not break a document.
    }
  }

  /**
   * Forgets the oldest event if the list is full and its minute has passed.
   *
   * @returns true when another event can be remembered
   */
  private ensureCapacity(now: number): boolean {
    if (this.events.size < MAX_EVENTS) {
      return true;
    }
    const [[event, { loggedAt }]] = this.events as unknown as [
      [string, LoggedEvent],
    ];
    return now - loggedAt >= INTERVAL_MS && this.events.delete(event);
  }
}

function unloggedSuffix(times: number): string {
  return times > 0
    ? ` (and ${times} more times since this was last logged)`
    : '';
}
