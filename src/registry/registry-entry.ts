import { goQuote } from '../encoding/go-string.js';
import type { KeyValue } from '../vars/map-var.js';
import type { Var } from '../vars/var.js';
import type { VarMeta } from './var-meta.js';

/** A published variable with its name. */
export class RegistryEntry implements KeyValue {
  /** @internal The name as it stands in the document, with its colon. */
  readonly head: Buffer;
  /** @internal What is known of the keys that were published into a map. */
  readonly keys = new Map<string, VarMeta>();

  constructor(
    readonly key: string,
    readonly value: Var | null,
    readonly meta: VarMeta,
  ) {
    this.head = Buffer.from(`${goQuote(key)}: `);
  }
}
