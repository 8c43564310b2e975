import { messages } from '../expvar.messages.js';

const QUIET_MS = 60_000;
const MAX_REASON = 200;
/** So that keys which come and go cannot fill the memory. */
const MAX_REMEMBERED = 1000;
// Line breaks, terminal escapes and direction marks could forge a log line.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

interface Failures {
  loggedAt: number;
  unlogged: number;
}

/** Logs failed variables, each at most once a minute. */
export class FailureLog {
  /** By path, because a variable may be a new object at every scrape. */
  private readonly failures = new Map<string, Failures>();

  /** @param now a monotonic clock, in milliseconds */
  constructor(
    private readonly warn: (line: string) => void,
    private readonly now: () => number,
  ) {}

  /** @param keys those that lead to the variable, its own last */
  failed(keys: readonly string[], error: unknown): void {
    const path = keys.map((key) => JSON.stringify(key)).join('.');
    const now = this.now();
    const before = this.failures.get(path);
    if (before !== undefined && now - before.loggedAt < QUIET_MS) {
      before.unlogged++;
      return;
    }
    this.remember(path, { loggedAt: now, unlogged: 0 });
    this.warn(
      messages.variableFailed(
        printable(path),
        printable(reason(error)),
        before?.unlogged ?? 0,
      ),
    );
  }

  private remember(path: string, failures: Failures): void {
    this.failures.delete(path);
    this.failures.set(path, failures);
    if (this.failures.size > MAX_REMEMBERED) {
      const [oldest] = this.failures.keys();
      this.failures.delete(oldest!);
    }
  }
}

/** What was thrown, which may be anything, and may itself throw when read. */
function reason(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}

function printable(text: string): string {
  const line = text.replace(UNPRINTABLE, '\ufffd');
  return line.length > MAX_REASON ? `${line.slice(0, MAX_REASON)}…` : line;
}
