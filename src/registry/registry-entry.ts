import type { KeyValue } from '../vars/map-var.js';
import type { VarMeta } from '../vars/var-meta.js';

/** A published variable with its name and metadata. */
export interface RegistryEntry extends KeyValue {
  readonly meta: VarMeta;
}
