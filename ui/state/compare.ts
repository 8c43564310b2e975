import { signal } from '@preact/signals-core';
import { encodeValue } from '../../src/dashboard/protocol/encode.js';
import type { Value } from '../../src/dashboard/protocol/types.js';
import type { Changes } from './changes.js';
import { isNumber } from './format.js';
import type { Store } from './store.js';
import { isProcessVariable } from './variable-tree.js';

export interface Difference {
  readonly path: readonly string[];
  /** Undefined where there is no such variable. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly unit: string | undefined;
  /**
   * The change relative to the value before; infinite if it cannot be computed.
   */
  readonly relativeChange: number;
}

export interface Comparison {
  /** Names of what is compared, before and after. */
  readonly names: readonly [before: string, after: string];
  readonly differences: readonly Difference[];
}

/** The comparison that the page shows. */
export const comparison = signal<Comparison | undefined>(undefined);

/**
 * Compares the values of two stores. Those of the application come first, and
 * among them the greatest relative changes.
 */
export function compareStores(before: Store, after: Store): Difference[] {
  const found: Difference[] = [];
  const remaining = new Map(
    [...after.valuesById.values()].map((value) => [value.key, value]),
  );
  for (const { key, path, value, info } of before.valuesById.values()) {
    const other = remaining.get(key);
    remaining.delete(key);
    if (other === undefined || !isEqual(value, other.value)) {
      found.push(
        differenceOf(
          path,
          value,
          other?.value,
          (other?.info ?? info).displayUnit,
        ),
      );
    }
  }
  for (const { path, value, info } of remaining.values()) {
    found.push(differenceOf(path, undefined, value, info.displayUnit));
  }
  return sorted(found);
}

function isEqual(a: Value, b: Value): boolean {
  return JSON.stringify(encodeValue(a)) === JSON.stringify(encodeValue(b));
}

/** Compares the numbers of a store with those at its reference time. */
export function compareWithReference(
  store: Store,
  changes: Changes,
): Difference[] {
  const found: Difference[] = [];
  for (const variable of store.valuesById.values()) {
    const delta = changes.deltaOf(variable) ?? 0;
    const { path, value, info } = variable;
    if (delta !== 0) {
      found.push(
        differenceOf(path, Number(value) - delta, value, info.displayUnit),
      );
    }
  }
  return sorted(found);
}

function differenceOf(
  path: readonly string[],
  before: Value | undefined,
  after: Value | undefined,
  unit: string | undefined,
): Difference {
  const relativeChange =
    isNumber(before) && isNumber(after) && Number(before) !== 0
      ? (Number(after) - Number(before)) / Math.abs(Number(before))
      : Infinity;
  return { path, before, after, unit, relativeChange };
}

function sorted(differences: readonly Difference[]): Difference[] {
  return differences.toSorted(
    (a, b) =>
      Number(isProcessVariable(a.path)) - Number(isProcessVariable(b.path)) ||
      Number(isReadable(b)) - Number(isReadable(a)) ||
      changeSize(b) - changeSize(a),
  );
}

/**
 * Excludes lists and objects, because a reader cannot find their differences.
 */
function isReadable({ before, after }: Difference): boolean {
  const value = after ?? before ?? null;
  return typeof value !== 'object';
}

/**
 * Returns the size of the relative change. It is finite, because the difference
 * of two infinities is NaN.
 */
function changeSize({ relativeChange }: Difference): number {
  return Math.min(Math.abs(relativeChange), 1e300);
}
