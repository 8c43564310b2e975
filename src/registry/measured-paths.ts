import {
  MEASURED_CALLS,
  type MeasuredCalls,
  measuresCalls,
} from '../vars/measured-calls.js';
import type { MapVar } from '../vars/map-var.js';
import type { Var } from '../vars/var.js';

/**
 * The paths of published maps that measure calls. Finding them later would take
 * a walk through all maps.
 */
export class MeasuredPaths {
  /** The keys of each top-level name; undefined is the name itself. */
  private readonly keysByName = new Map<string, Set<string | undefined>>();

  /** Adds the path of a variable if it measures calls. */
  add(variable: Var | null, name: string, key?: string): void {
    if (measuresCalls(variable)) {
      const keys = this.keysByName.get(name) ?? new Set();
      this.keysByName.set(name, keys.add(key));
    }
  }

  delete(name: string): void {
    this.keysByName.delete(name);
  }

  /** @param variables the published variables by top-level name */
  *read(
    variables: ReadonlyMap<string, Var | null>,
  ): Generator<readonly [path: readonly string[], calls: MeasuredCalls]> {
    for (const [name, keys] of this.keysByName) {
      const top = variables.get(name);
      for (const key of keys) {
        const variable = key === undefined ? top : (top as MapVar).get(key);
        if (measuresCalls(variable)) {
          const path = key === undefined ? [name] : [name, key];
          for (const [more, calls] of variable[MEASURED_CALLS]()) {
            yield [[...path, ...more], calls];
          }
        }
      }
    }
  }
}
