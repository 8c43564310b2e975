import type { PlainValue } from '../encoding/plain-value.js';
import type { ValueVisitor } from '../evaluation/visit-values.js';
import type { ObjectNode } from './object-node.js';
import type { JsonValue, Truncated, Variable } from './protocol.js';
import type { SeriesStore } from './series-store.js';
import type { ValueNode } from './value-node.js';

/**
 * The most characters of a string, or of the JSON of an array, that are shown.
 */
const MAX_LENGTH = 1000;

/** Stores the values of one tick and collects the changes. */
export class ChangeCollector implements ValueVisitor<ObjectNode> {
  readonly added: Variable[] = [];
  /** Pairs of an id and its new value, one after the other. */
  readonly values: JsonValue[] = [];
  /** The number of values beyond the limit of the store. */
  omitted = 0;

  constructor(
    private readonly store: SeriesStore,
    private readonly tick: number,
  ) {}

  enter(parent: ObjectNode, key: string): ObjectNode {
    return parent.object(key);
  }

  visit(parent: ObjectNode, key: string, value: PlainValue): void {
    const node = this.store.node(parent, key);
    if (node === undefined) {
      this.omitted++;
    } else if (this.set(node, value)) {
      this.values.push(node.id, node.value);
    } else if (!node.isShown) {
      node.isShown = true;
      this.added.push([node.id, node.path, node.value]);
    }
  }

  /**
   * Hides the values that are missing in the tick.
   *
   * @returns the ids of those values
   */
  hideMissing(): number[] {
    const removed: number[] = [];
    for (const node of this.store.values) {
      if (node.isShown && node.lastTick !== this.tick) {
        node.isShown = false;
        removed.push(node.id);
      }
    }
    return removed;
  }

  /** @returns true if viewers have another value of the node */
  private set(node: ValueNode, plain: PlainValue): boolean {
    const value = toJson(plain);
    const json = isLarge(value) ? JSON.stringify(value) : undefined;
    const isSame =
      json === undefined ? value === node.value : json === node.json;
    node.json = json;
    const shown =
      json !== undefined && json.length > MAX_LENGTH ? truncate(json) : value;
    this.store.set(node, shown, this.tick);
    return node.isShown && !isSame;
  }
}

/** Stores the numbers of one tick. */
export class NumberCollector implements ValueVisitor<ObjectNode> {
  constructor(
    private readonly store: SeriesStore,
    private readonly tick: number,
  ) {}

  enter(parent: ObjectNode, key: string): ObjectNode {
    return parent.object(key);
  }

  visit(parent: ObjectNode, key: string, plain: PlainValue): void {
    if (typeof plain === 'number' || typeof plain === 'bigint') {
      const node = this.store.node(parent, key);
      if (node !== undefined) {
        this.store.set(node, Number(plain), this.tick);
      }
    }
  }
}

/** Converts a value to JSON. Integers beyond 2^53 are rounded. */
function toJson(value: PlainValue): JsonValue {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return isArray(value)
    ? value.map(toJson)
    : Object.fromEntries(
        [...value].map(([key, member]) => [key, toJson(member)]),
      );
}

function isArray(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** True if a value is compared by its JSON. */
function isLarge(value: JsonValue): boolean {
  return (
    (typeof value === 'string' && value.length > MAX_LENGTH) ||
    (typeof value === 'object' && value !== null)
  );
}

function truncate(json: string): Truncated & JsonValue {
  return {
    truncated: json.slice(0, MAX_LENGTH).toWellFormed(),
    length: json.length,
  };
}
