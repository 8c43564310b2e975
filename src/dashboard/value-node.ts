import type { JsonValue } from './protocol.js';

/** A value of the document that has no members. */
export class ValueNode {
  /** The last tick that had it. */
  seen = -1;
  /** Whether viewers know of it. */
  isShown = false;
  value: JsonValue = null;
  /** Of arrays, which are compared by it. */
  text: string | undefined;
  /** Its series in the history; -1 where it has none. */
  series = -1;

  constructor(
    readonly id: number,
    readonly path: readonly string[],
  ) {}
}
