import type { TimeSlice } from '../support/event-loop.js';
import type { ObjectNode } from './object-node.js';
import type { SeriesStore } from './series-store.js';
import type { ValueNode } from './value-node.js';
import type { Cut, JsonValue, Variable } from './protocol.js';

/** Strings and arrays are shown so far. */
const MAX_LENGTH = 1000;

/** So many values are taken between looks at the clock. */
const BATCH = 64;

export type JsonObject = { readonly [key: string]: JsonValue };

/** What a document has that the one before had not. */
export interface Changes {
  readonly added: Variable[];
  readonly removed: number[];
  /** An id and its value, in turns. */
  readonly values: JsonValue[];
  /** How many values there was no room for. */
  readonly omitted: number;
}

/**
 * Takes a whole document into the catalog.
 *
 * Level by level, so that what nests deeply does not take all the room.
 *
 * @param parts the members of the document, in one object or several
 */
export async function applyDocument(
  catalog: SeriesStore,
  parts: readonly JsonObject[],
  tick: number,
  stretch: Pick<TimeSlice, 'isOver' | 'yield'>,
): Promise<Changes> {
  const added: Variable[] = [];
  const values: JsonValue[] = [];
  let omitted = 0;
  let count = 0;
  let level = parts.map((part): [JsonObject, ObjectNode] => [
    part,
    catalog.root,
  ]);
  while (level.length > 0) {
    const next: typeof level = [];
    for (const [object, branch] of level) {
      for (const key of Object.keys(object)) {
        if (++count % BATCH === 0 && stretch.isOver) {
          await stretch.yield();
        }
        const value = object[key]!;
        if (hasMembers(value)) {
          next.push([value, branch.branch(key)]);
          continue;
        }
        const leaf = catalog.leaf(branch, key);
        if (leaf === undefined) {
          omitted++;
        } else if (takeValue(catalog, leaf, value, tick)) {
          values.push(leaf.id, leaf.value);
        } else if (!leaf.isShown) {
          leaf.isShown = true;
          added.push([leaf.id, leaf.path, leaf.value]);
        }
      }
    }
    level = next;
  }
  return { added, removed: hideOthers(catalog, tick), values, omitted };
}

/** Takes a value, or the numbers in it, of what was not read with all others. */
export function takeNumbers(
  catalog: SeriesStore,
  branch: ObjectNode,
  key: string,
  value: JsonValue,
  tick: number,
): void {
  if (hasMembers(value)) {
    for (const [member, each] of Object.entries(value)) {
      takeNumbers(catalog, branch.branch(key), member, each, tick);
    }
  } else if (typeof value === 'number') {
    const leaf = catalog.leaf(branch, key);
    if (leaf !== undefined) {
      catalog.take(leaf, value, tick);
    }
  }
}

/** @returns whether viewers know another value of it */
function takeValue(
  catalog: SeriesStore,
  leaf: ValueNode,
  value: JsonValue,
  tick: number,
): boolean {
  const text = textOf(value);
  const isSame = text === undefined ? value === leaf.value : text === leaf.text;
  leaf.text = text;
  const shown =
    text !== undefined && text.length > MAX_LENGTH ? cut(text) : value;
  catalog.take(leaf, shown, tick);
  return leaf.isShown && !isSame;
}

/** The JSON of what is compared by it; undefined for other values. */
function textOf(value: JsonValue): string | undefined {
  const isLong = typeof value === 'string' && value.length > MAX_LENGTH;
  const isObject = typeof value === 'object' && value !== null;
  return isLong || isObject ? JSON.stringify(value) : undefined;
}

function cut(text: string): Cut & JsonObject {
  return {
    cut: text.slice(0, MAX_LENGTH).toWellFormed(),
    length: text.length,
  };
}

function hasMembers(value: JsonValue): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  return Object.keys(value).length > 0;
}

/** @returns the ids of what was shown, and is not there any more */
function hideOthers(catalog: SeriesStore, tick: number): number[] {
  const removed: number[] = [];
  for (const leaf of catalog.leaves) {
    if (leaf.isShown && leaf.seen !== tick) {
      leaf.isShown = false;
      removed.push(leaf.id);
    }
  }
  return removed;
}
