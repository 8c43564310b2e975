import type { MapVar } from '../vars/map-var.js';
import { variableIn } from '../vars/property-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { memberMeta } from '../vars/var-types.js';
import { type Var, varTypeOf } from '../vars/var.js';

/** The variable and the metadata of a path. */
export interface ResolvedPath {
  /** Undefined for a member of a value that is not a variable. */
  readonly variable?: Var | null | undefined;
  readonly meta?: VarMeta | undefined;
}

/** Stores the metadata of the variables of a registry. */
export class MetadataStore {
  private readonly byName = new Map<string, VarMeta>();
  /** The metadata of keys that were published into a map, by its name. */
  private readonly keysByName = new Map<string, Map<string, VarMeta>>();
  /** The names that have `history: true`, themselves or for a key. */
  private readonly withHistory = new Set<string>();
  private readonly withLimits = new Set<string>();
  /** The names with limits of their own, of a key or of a member. */
  readonly namesWithLimits: ReadonlySet<string> = this.withLimits;

  state(name: string, meta: VarMeta): void {
    this.byName.set(name, meta);
    this.index(name, meta);
  }

  /** Adds the metadata of a key to a map that has metadata. */
  stateKey(mapName: string, key: string, meta: VarMeta): void {
    const keys = this.keysByName.get(mapName) ?? new Map<string, VarMeta>();
    this.keysByName.set(mapName, keys.set(key, meta));
    this.index(mapName, meta);
  }

  delete(name: string): void {
    this.byName.delete(name);
    this.keysByName.delete(name);
    this.withHistory.delete(name);
    this.withLimits.delete(name);
  }

  /**
   * Returns the stated metadata of a variable, or of a key published into a
   * map.
   */
  stated(name: string, key?: string): VarMeta | undefined {
    return key === undefined
      ? this.byName.get(name)
      : this.keysByName.get(name)?.get(key);
  }

  /** True if keys were published into the map of a name. */
  statesKeys(name: string): boolean {
    return this.keysByName.has(name);
  }

  /**
   * Returns the names, and keys of maps, whose metadata has `history: true`.
   */
  *historyOptIns(): Generator<readonly [name: string, key?: string]> {
    for (const name of this.withHistory) {
      if (this.byName.get(name)?.history === true) {
        yield [name];
      }
      for (const [key, { history }] of this.keysByName.get(name) ?? []) {
        if (history === true) {
          yield [name, key];
        }
      }
    }
  }

  /**
   * The variable and the metadata of a path: what was stated of it, or what is
   * stated of the members of the variable that it leads through.
   *
   * @param variable the variable of the path's first key
   */
  resolve(
    path: readonly string[],
    variable: Var | null | undefined,
  ): ResolvedPath {
    const [name = '', ...keys] = path;
    let meta = this.stated(name);
    let current = variable;
    for (const [i, key] of keys.entries()) {
      const parent = variableIn(current);
      const type = varTypeOf(parent);
      current = type === 'map' ? (parent as MapVar).get(key) : undefined;
      if (type === 'map' && current === undefined) {
        return {};
      }
      const stated = i === 0 ? this.stated(name, key) : undefined;
      meta = stated ?? memberMeta(meta, type, key);
    }
    return { variable: current, meta };
  }

  private index(name: string, meta: VarMeta): void {
    if (meta.history === true) {
      this.withHistory.add(name);
    }
    if (hasLimits(meta)) {
      this.withLimits.add(name);
    }
  }
}

function hasLimits({ limits, members, each }: VarMeta): boolean {
  return (
    limits !== undefined ||
    (each !== undefined && hasLimits(each)) ||
    (members !== undefined && Object.values(members).some(hasLimits))
  );
}
