import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { MapVar } from '../vars/map-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { PropertyVar } from '../vars/property-var.js';
import { type Var, varTypeOf } from '../vars/var.js';
import type { Meta, MetaEntry } from './protocol.js';

/** What is known of the variables beside their values, as viewers are told. */
export class Metadata {
  constructor(private readonly registry: ExpvarRegistry) {}

  all(): MetaEntry[] {
    const entries: MetaEntry[] = [];
    for (const [name, variable] of this.registry) {
      this.add([name], entries);
      if (varTypeOf(variable) === 'map') {
        for (const [key] of variable as MapVar) {
          this.add([name, key], entries);
        }
      }
    }
    return entries;
  }

  /** Those on the way to some values. */
  of(paths: Iterable<readonly string[]>): MetaEntry[] {
    const entries: MetaEntry[] = [];
    const names = new Set<string>();
    const keys = new Set<string>();
    for (const [name, key] of paths as Iterable<readonly [string, string?]>) {
      if (!names.has(name)) {
        names.add(name);
        this.add([name], entries);
      }
      const pair = JSON.stringify([name, key]);
      if (key !== undefined && !keys.has(pair)) {
        keys.add(pair);
        this.add([name, key], entries);
      }
    }
    return entries;
  }

  private add(path: readonly string[], entries: MetaEntry[]): void {
    const meta = this.metaOf(path);
    if (meta !== undefined) {
      entries.push([path, meta]);
    }
  }

  private metaOf([name, key]: readonly string[]): Meta | undefined {
    const variable = this.registry.get(name!);
    if (key === undefined) {
      return variable === undefined
        ? undefined
        : metaOf(variable, this.registry.meta(name!));
    }
    if (varTypeOf(variable) !== 'map') {
      return undefined;
    }
    const member = (variable as MapVar).get(key);
    return member === undefined
      ? undefined
      : metaOf(member, this.registry.meta(name!, key));
  }
}

function metaOf(variable: Var | null, meta: VarMeta = {}): Meta {
  const held = variable instanceof PropertyVar ? variable.held : undefined;
  const { kind, unit, description, source } = meta;
  return {
    type: varTypeOf(held) ?? varTypeOf(variable) ?? 'null',
    ...(kind !== undefined && { kind }),
    ...(unit !== undefined && { unit }),
    ...(description !== undefined && { description }),
    ...(source !== undefined && { source: shownSource(source) }),
  };
}

/** `QuotesModule › QuotesService.ticks`, as far as the explorer has said it. */
function shownSource(source: string): string {
  return source.replace(/^(.*) \(\w+ of (.+)\)$/, '$2 › $1');
}
