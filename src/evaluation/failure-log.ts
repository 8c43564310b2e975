import { formatError, formatPath } from '../support/log-text.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';

/** The most failures in memory, because keys may come and go. */
const MAX_REMEMBERED = 1000;

/** A variable that has failed in a document. */
export interface VarFailure {
  /** The keys that lead to the variable: its name, then the keys of maps. */
  readonly path: readonly string[];
  /** The number of documents in which it has failed. */
  readonly count: number;
  /** The time of the last failure. */
  readonly at: Date;
  /** The reason of the last failure, at most 200 characters. */
  readonly reason: string;
}

/** Counts and logs the failures of the variables of a registry. */
export class FailureLog {
  /**
   * The key is the path, because a variable may be a new object each scrape.
   */
  private readonly failures = new Map<string, VarFailure>();

  /**
   * @param failureLogger logs failures
   * @param warningLogger logs variables that are slow or late but have a value
   */
  constructor(
    private readonly failureLogger: RateLimitedLogger,
    private readonly warningLogger: RateLimitedLogger,
  ) {}

  /** @returns the reason */
  record(path: readonly string[], error: unknown): string {
    const key = JSON.stringify(path);
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const reason = formatError(error);
    // Delete and set moves the entry to the end: the first is the oldest.
    this.failures.delete(key);
    this.failures.set(key, { path, count, at: new Date(), reason });
    if (this.failures.size > MAX_REMEMBERED) {
      const [oldest] = this.failures.keys();
      this.failures.delete(oldest!);
    }
    this.failureLogger.warn(
      key,
      () => `variable ${formatPath(path)} failed: ${reason}`,
    );
    return reason;
  }

  /** Logs a warning about a variable that has a value. */
  warn(path: readonly string[], warning: string): void {
    this.warningLogger.warn(
      JSON.stringify(path),
      () => `variable ${formatPath(path)} ${warning}`,
    );
  }

  /** The failures of all names or of one, the latest first. */
  list(name?: string): VarFailure[] {
    const all = [...this.failures.values()].toReversed();
    return name === undefined
      ? all
      : all.filter(({ path }) => path[0] === name);
  }

  /** Forgets the failures of a name that is unpublished. */
  forget(name: string): void {
    for (const [key, { path }] of this.failures) {
      if (path[0] === name) {
        this.failures.delete(key);
      }
    }
  }
}
