import type { TimeSlice } from '../support/event-loop.js';
import type { JsonObject } from './apply-document.js';

/** So much text is parsed at once, which takes less than a millisecond. */
const PART_LENGTH = 32_768;

/** Between two members; `DocumentWriter` begins each on a line of its own. */
const BETWEEN = ',\n"';
const START = '{\n';
const END = '\n}\n';

/**
 * Parses a document without holding the event loop for long, unless one member
 * alone is large.
 *
 * @returns the members of the document, in one object or several
 */
export async function parseDocument(
  text: string,
  stretch: Pick<TimeSlice, 'isOver' | 'yield'>,
): Promise<JsonObject[]> {
  const parts: JsonObject[] = [];
  const end = text.length - END.length;
  for (let from = START.length; from < end;) {
    const found = text.indexOf(BETWEEN, from + PART_LENGTH);
    const to = found < 0 ? end : found;
    const part = parsed(`{${text.slice(from, to)}}`);
    if (part === undefined) {
      return [JSON.parse(text) as JsonObject];
    }
    parts.push(part);
    from = to + 1;
    if (stretch.isOver) {
      await stretch.yield();
    }
  }
  return parts;
}

/** Undefined where it ends within a member, whose own text has lines. */
function parsed(part: string): JsonObject | undefined {
  try {
    return JSON.parse(part) as JsonObject;
  } catch {
    return undefined;
  }
}
