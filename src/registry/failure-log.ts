import { messages } from '../expvar.messages.js';

const QUIET_MS = 60_000;
const MAX_REASON = 200;
// Line breaks, terminal escapes and direction marks could forge a log line.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

interface Failures {
  loggedAt: number;
  unlogged: number;
}

/** Logs failed variables, each at most once a minute. */
export class FailureLog {
  private readonly failures = new WeakMap<object, Failures>();

  /** @param now a monotonic clock, in milliseconds */
  constructor(
    private readonly warn: (line: string) => void,
    private readonly now: () => number,
  ) {}

  /** @param path the keys that lead to the variable, its own last */
  failed(variable: object, path: readonly string[], error: unknown): void {
    const now = this.now();
    const before = this.failures.get(variable);
    if (before !== undefined && now - before.loggedAt < QUIET_MS) {
      before.unlogged++;
      return;
    }
    this.failures.set(variable, { loggedAt: now, unlogged: 0 });
    this.warn(
      messages.variableFailed(
        printable(path.map((key) => JSON.stringify(key)).join('.')),
        printable(reason(error)),
        before?.unlogged ?? 0,
      ),
    );
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
