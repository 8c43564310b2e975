import type { PlainObject } from '../encoding/plain-value.js';
import type { Var } from '../vars/var.js';
import type { Meta, Value } from './protocol/types.js';

/**
 * The reasons for which a number has a series, the least first: it came first,
 * it is a declared counter, its variable has `history: true`, or a viewer has
 * looked at it.
 */
export const SERIES_PRIORITY = {
  early: 0,
  counter: 1,
  history: 2,
  viewed: 3,
} as const;

export type SeriesPriority =
  (typeof SERIES_PRIORITY)[keyof typeof SERIES_PRIORITY];

/** A name, a key of a map, or a member of a value. */
export class VariableNode {
  /** The members of a map or object. */
  children: Map<string, VariableNode> | undefined;
  /** Undefined for a map or object, and before the first value. */
  value: Value | undefined;
  /** The number of its series in the history; -1 without a series. */
  series = -1;
  /** The scan or sample that has found the node last. */
  lastSeen = 0;

  /** The last sample while nobody watches that has read the variable. */
  lastRead = -1;

  /** The version of the keys that the last scan of the map has found. */
  keysVersion: number | undefined;
  /** The members of a lazy object. */
  lazyMembers: PlainObject | undefined;
  /** The number of members that have no node. */
  unsent = 0;
  /** The error for which the document leaves out a map. */
  mapError: Error | undefined;

  private knownPath: readonly string[] | undefined;

  /**
   * @param parent undefined for the root
   * @param variable undefined for the root and for members of a value
   * @param content the variable in `variable` that has the value
   * @param isOptedIn true for a variable with `history: true`, or in such a map
   */
  constructor(
    readonly id: number,
    readonly parent: VariableNode | undefined,
    readonly key: string,
    readonly meta?: Meta,
    readonly priority: SeriesPriority = SERIES_PRIORITY.early,
    readonly isOptedIn = false,
    readonly variable?: Var | null,
    readonly content?: Var | null,
  ) {}

  get path(): readonly string[] {
    return (this.knownPath ??=
      this.parent === undefined ? [] : [...this.parent.path, this.key]);
  }
}
