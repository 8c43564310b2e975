import { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { Var } from '../vars/var.js';
import type { JsonValue } from './protocol.js';
import type { JsonObject } from './apply-document.js';

/**
 * The variables that are sampled while nobody watches because they say so:
 * `history: true`. They have a document of their own, in which one that fails or
 * hangs does no harm.
 */
export class HistoryOptIns {
  private readonly registry: ExpvarRegistry;
  private readonly names = new Map<Var, string>();
  private lastName = 0;

  /** @param deadline how long async ones are waited for, in milliseconds */
  constructor(deadline: number) {
    this.registry = new ExpvarRegistry(deadline);
  }

  /** @returns their values, in their order */
  async read(variables: readonly Var[]): Promise<JsonValue[]> {
    const wanted = new Set(variables);
    for (const [variable, name] of this.names) {
      if (!wanted.has(variable)) {
        this.registry.unpublish(name);
        this.names.delete(variable);
      }
    }
    for (const variable of wanted) {
      if (!this.names.has(variable)) {
        const name = String(++this.lastName);
        this.registry.publish(name, variable);
        this.names.set(variable, name);
      }
    }
    const document = JSON.parse(
      (await this.registry.render()).toString(),
    ) as JsonObject;
    return variables.map((variable) => document[this.names.get(variable)!]!);
  }
}
