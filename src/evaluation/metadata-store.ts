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

  state(name: string, meta: VarMeta): void {
    this.byName.set(name, { meta, keys: new Map() });
  }

  /** States the metadata of a key of a map whose own metadata is stated. */
  stateKey(mapName: string, key: string, meta: VarMeta): void {
    this.byName.get(mapName)?.keys.set(key, meta);
  }

  delete(name: string): void {
    this.byName.delete(name);
  }

  /** What was stated of a variable, or of a key published into a map. */
  stated(name: string, key?: string): VarMeta | undefined {
    const statement = this.byName.get(name);
    return key === undefined ? statement?.meta : statement?.keys.get(key);
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
}
