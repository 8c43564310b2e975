import { messages } from '../expvar.messages.js';
import { formatError, formatPath } from '../support/log-text.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import type { VarFailure } from './var-failure.js';

/** So that keys which come and go cannot fill the memory. */
const MAX_REMEMBERED = 1000;

/** Counts and logs the failures of a registry's variables. */
export class FailureLog {
  /** By path, because a variable may be a new object at every scrape. */
  private readonly failures = new Map<string, VarFailure>();

  constructor(private readonly log: RateLimitedLogger) {}

  record(path: readonly string[], error: unknown): void {
    const key = JSON.stringify(path);
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const reason = formatError(error);
    // The one that has not failed for longest comes first.
    this.failures.delete(key);
    this.failures.set(key, { path, count, at: new Date(), reason });
    if (this.failures.size > MAX_REMEMBERED) {
      const [oldest] = this.failures.keys();
      this.failures.delete(oldest!);
    }
    this.log.warn(key, () => messages.variableFailed(formatPath(path), reason));
  }

  /** Of all variables, or of one and what is in it; the last to fail first. */
  list(name?: string): VarFailure[] {
    const all = [...this.failures.values()].toReversed();
    return name === undefined
      ? all
      : all.filter(({ path }) => path[0] === name);
  }

  /** Forgets what a name's variable did, when another may take the name. */
  forget(name: string): void {
    for (const [key, { path }] of this.failures) {
      if (path[0] === name) {
        this.failures.delete(key);
      }
    }
  }
}
