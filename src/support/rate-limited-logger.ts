import { messages } from '../expvar.messages.js';

const QUIET_MS = 60_000;
/** So that what comes and goes can fill neither the memory nor the log. */
const MAX_REMEMBERED = 1000;

interface Entry {
  readonly loggedAt: number;
  unlogged: number;
}

/** Logs what keeps happening: each thing at most once a minute. */
export class RateLimitedLogger {
  /** What was logged longest ago comes first. */
  private readonly entries = new Map<string, Entry>();
  /** When it was last said that there is more than is remembered. */
  private othersLoggedAt = -Infinity;

  /** @param now a monotonic clock, in milliseconds */
  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number,
  ) {}

  /**
   * @param what tells one thing from another
   * @param line asked for the text only when it is logged
   */
  warn(what: string, line: () => string): void {
    const now = this.now();
    const entry = this.entries.get(what);
    if (entry !== undefined && now - entry.loggedAt < QUIET_MS) {
      entry.unlogged++;
    } else if (entry !== undefined || this.makeRoom(now)) {
      this.entries.delete(what);
      this.entries.set(what, { loggedAt: now, unlogged: 0 });
      this.writeLine(`${line()}${messages.unlogged(entry?.unlogged ?? 0)}`);
    } else if (now - this.othersLoggedAt >= QUIET_MS) {
      this.othersLoggedAt = now;
      this.writeLine(messages.othersUnlogged);
    }
  }

  private writeLine(line: string): void {
    try {
      this.write(line);
    } catch {
      // A logger that throws is no reason for a document not to be made.
    }
  }

  /** Makes room for one more where a minute has passed for another. */
  private makeRoom(now: number): boolean {
    if (this.entries.size < MAX_REMEMBERED) {
      return true;
    }
    const [[what, { loggedAt }]] = this.entries as unknown as [[string, Entry]];
    return now - loggedAt >= QUIET_MS && this.entries.delete(what);
  }
}
