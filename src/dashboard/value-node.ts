import type { JsonValue } from './protocol.js';

/** A value of the document that has no members. */
export class ValueNode {
  /** The last tick that had the value. */
  lastTick = -1;
  /** True if viewers have received the value. */
  isShown = false;
  value: JsonValue = null;
  /** The JSON by which a long or nested value is compared. */
  json: string | undefined;
  /** The index of its series in the history; -1 without a series. */
  series = -1;

  constructor(
    readonly id: number,
    readonly path: readonly string[],
  ) {}
}
