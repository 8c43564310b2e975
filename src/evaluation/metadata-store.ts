import type { MapVar } from '../vars/map-var.js';
import { heldVar } from '../vars/property-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { memberMeta } from '../vars/var-types.js';
import { type Var, varTypeOf } from '../vars/var.js';

/** What publishers have stated of one top-level variable. */
interface Statement {
  readonly meta: VarMeta;
  /** The metadata of keys that were published into the map of that name. */
  readonly keys: Map<string, VarMeta>;
}

/** The metadata of the variables of a registry. */
export class MetadataStore {
  private readonly byName = new Map<string, Statement>();
  /** The names with a `history: true` of their own or of a key. */
  private readonly withHistory = new Set<string>();

  state(name: string, meta: VarMeta): void {
    this.byName.set(name, { meta, keys: new Map() });
    this.noteHistory(name, meta);
  }

  /** States the metadata of a key of a map whose own metadata is stated. */
  stateKey(mapName: string, key: string, meta: VarMeta): void {
    this.byName.get(mapName)?.keys.set(key, meta);
    this.noteHistory(mapName, meta);
  }

  delete(name: string): void {
    this.byName.delete(name);
    this.withHistory.delete(name);
  }

  /** What was stated of a variable, or of a key published into a map. */
  stated(name: string, key?: string): VarMeta | undefined {
    const statement = this.byName.get(name);
    return key === undefined ? statement?.meta : statement?.keys.get(key);
  }

  /** The names, and keys of maps, whose metadata says `history: true`. */
  *historyOptIns(): Generator<readonly [name: string, key?: string]> {
    for (const name of this.withHistory) {
      const { meta, keys } = this.byName.get(name)!;
      if (meta.history === true) {
        yield [name];
      }
      for (const [key, { history }] of keys) {
        if (history === true) {
          yield [name, key];
        }
      }
    }
  }

  /**
   * The metadata of a path: what was stated of it, or what is stated of the
   * members of the variable that it leads through.
   *
   * @param variable the variable of the path's first key
   */
  resolve(
    path: readonly string[],
    variable: Var | null | undefined,
  ): VarMeta | undefined {
    const [name = '', ...keys] = path;
    let meta = this.stated(name);
    let current = variable;
    for (const [i, key] of keys.entries()) {
      const parent = heldVar(current);
      const type = varTypeOf(parent);
      current = type === 'map' ? (parent as MapVar).get(key) : undefined;
      if (type === 'map' && current === undefined) {
        return undefined;
      }
      const stated = i === 0 ? this.stated(name, key) : undefined;
      meta = stated ?? memberMeta(meta, type, key);
    }
    return meta;
  }

  private noteHistory(name: string, { history }: VarMeta): void {
    if (history === true) {
      this.withHistory.add(name);
    }
  }
}
