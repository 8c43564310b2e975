import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { MapVar } from '../vars/map-var.js';
import type { VarMeta } from '../registry/var-meta.js';
import { PropertyVar } from '../vars/property-var.js';
import { type Var, varTypeOf } from '../vars/var.js';
import type { Meta, MetaEntry } from './protocol.js';

/** What is known of the variables beside their values, as viewers know it. */
export class Metas {
  /** By path as JSON. */
  private readonly known = new Map<string, string>();

  constructor(private readonly registry: ExpvarRegistry) {}

  /** All of them, which viewers know from now on. */
  all(): MetaEntry[] {
    this.known.clear();
    const entries: MetaEntry[] = [];
    for (const [name, variable] of this.registry) {
      this.addNew([name], entries);
      if (varTypeOf(variable) === 'map') {
        for (const [key] of variable as MapVar) {
          this.addNew([name, key], entries);
        }
      }
    }
    return entries;
  }

  /** Those on the way to some values that viewers do not know as they are. */
  of(paths: Iterable<readonly string[]>): MetaEntry[] {
    const entries: MetaEntry[] = [];
    for (const path of paths) {
      this.addNew(path.slice(0, 1), entries);
      if (path.length > 1) {
        this.addNew(path.slice(0, 2), entries);
      }
    }
    return entries;
  }

  private addNew(path: readonly string[], entries: MetaEntry[]): void {
    const meta = this.metaOf(path);
    if (meta === undefined) {
      return;
    }
    const key = JSON.stringify(path);
    const text = JSON.stringify(meta);
    if (this.known.get(key) !== text) {
      this.known.set(key, text);
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
