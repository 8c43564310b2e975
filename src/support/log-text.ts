const MAX_LENGTH = 200;
// Line breaks, terminal escapes and direction marks could forge a log line.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Makes untrusted text safe for one log line, and truncates it. */
export function toLogText(text: string): string {
  const line = text.slice(0, MAX_LENGTH).replace(UNPRINTABLE, '\ufffd');
  return text.length > MAX_LENGTH ? `${line}…` : line;
}

/** Formats the path of a variable for a log line: `"quotes"."ticks"`. */
export function formatPath(keys: readonly string[]): string {
  return toLogText(keys.map((key) => JSON.stringify(key)).join('.'));
}

/**
 * Formats a thrown value. It may be of any type and may throw when it is read.
 */
export function formatError(error: unknown): string {
  try {
    return toLogText(
      error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error),
    );
  } catch {
    return 'an error that cannot be read';
  }
}
