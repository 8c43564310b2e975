import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { variableIn } from '../vars/property-var.js';
import { type Var, varTypeOf } from '../vars/var.js';
import type { Meta, MetaEntry } from './protocol.js';

/**
 * Describes values to viewers: type, kind, unit, description, source and
 * limits.
 */
export class Metadata {
  constructor(private readonly registry: ExpvarRegistry) {}

  /** Returns the metadata of values and of the maps and objects around them. */
  entriesOf(paths: Iterable<readonly string[]>): MetaEntry[] {
    const described = new Map<string, Meta>();
    const entries: MetaEntry[] = [];
    for (const path of paths) {
      let parent: Meta = {};
      for (let length = 1; length <= path.length; length++) {
        const prefix = path.slice(0, length);
        const id = JSON.stringify(prefix);
        let meta = described.get(id);
        if (meta === undefined) {
          meta = this.describe(prefix, parent);
          described.set(id, meta);
          if (Object.keys(meta).length > 0) {
            entries.push([prefix, meta]);
          }
        }
        parent = meta;
      }
    }
    return entries;
  }

  /** @param parent the metadata of the object around the value */
  private describe(path: readonly string[], parent: Meta): Meta {
    const { variable, meta } = this.registry.resolve(path);
    // A member without metadata has the kind and unit of its object.
    const { kind, unit } = meta ?? parent;
    const { description, source, limits } = meta ?? {};
    return {
      ...(variable !== undefined && { type: typeOf(variable) }),
      ...(kind !== undefined && { kind }),
      ...(unit !== undefined && { unit }),
      ...(description !== undefined && { description }),
      ...(source !== undefined && { source: shownSource(source) }),
      ...(limits !== undefined && { limits }),
    };
  }
}

function typeOf(variable: Var | null): NonNullable<Meta['type']> {
  return varTypeOf(variableIn(variable)) ?? 'null';
}

/**
 * Writes `Quotes.ticks (providers of QuotesModule)` as `QuotesModule ›
 * Quotes.ticks`.
 */
function shownSource(source: string): string {
  return source.replace(/^(.*) \(\w+ of (.+)\)$/, '$2 › $1');
}
