import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { FloatVar } from '../vars/float-var.js';
import type { HistogramVar } from '../vars/histogram-var.js';
import type { IntVar } from '../vars/int-var.js';
import type { MapVar } from '../vars/map-var.js';
import type { RateVar } from '../vars/rate-var.js';
import { type Var, type VarType, varTypeOf } from '../vars/var.js';
import type { Branch } from './branch.js';
import type { Catalog } from './catalog.js';

/** The brand of variables, which the prototypes of the package's classes have. */
const TYPE = Symbol.for('nestjs-expvar:var');

/** A map in itself would otherwise have no end. */
const MAX_DEPTH = 16;

/** A variable that says `history: true`, and where it belongs. */
export interface Asked {
  readonly branch: Branch;
  readonly key: string;
  readonly variable: Var;
}

/**
 * Takes the numbers that variables hold into the catalog, and calls no code of
 * the application: no function, no getter, no variable of its own classes.
 *
 * Level by level, so that what nests deeply does not take all the room.
 *
 * Hot path: it is what the dashboard costs while nobody watches.
 *
 * @returns the others that are to be read all the same
 */
export function takeStored(
  catalog: Catalog,
  registry: ExpvarRegistry,
  tick: number,
): Asked[] {
  const asked: Asked[] = [];
  const take = (branch: Branch, key: string, value: number) => {
    const leaf = catalog.leaf(branch, key);
    if (leaf !== undefined) {
      catalog.take(leaf, value, tick);
    }
  };
  let entries: [Iterable<[string, Var | null]>, Branch][] = [
    [registry, catalog.root],
  ];
  for (let depth = 0; entries.length > 0 && depth < MAX_DEPTH; depth++) {
    const next: typeof entries = [];
    for (const [variables, branch] of entries) {
      for (const [key, variable] of variables) {
        switch (storedTypeOf(variable)) {
          case 'int':
          case 'float':
            take(branch, key, (variable as IntVar | FloatVar).value);
            break;
          case 'map':
            next.push([variable as MapVar, branch.branch(key)]);
            break;
          case 'histogram': {
            // Not its value, for which a window would have to be put together.
            const histogram = variable as HistogramVar;
            const parts = branch.branch(key);
            take(parts, 'count', histogram.count);
            take(parts, 'p50', histogram.percentile(50));
            take(parts, 'p99', histogram.percentile(99));
            break;
          }
          case 'rate': {
            const { count, rate1m } = (variable as RateVar).value;
            const parts = branch.branch(key);
            take(parts, 'count', count);
            take(parts, 'rate1m', rate1m);
            break;
          }
          case undefined:
          case 'func': {
            if (variable !== null && asksFor(registry, branch, key)) {
              asked.push({ branch, key, variable });
            }
            break;
          }
        }
      }
    }
    entries = next;
  }
  return asked;
}

function asksFor(
  registry: ExpvarRegistry,
  { path }: Branch,
  key: string,
): boolean {
  const [map] = path;
  const meta =
    map === undefined
      ? registry.meta(key)
      : path.length === 1
        ? registry.meta(map, key)
        : undefined;
  return meta?.history === true;
}

/** Undefined for variables of classes of the application's own. */
function storedTypeOf(variable: Var | null): VarType | undefined {
  return variable !== null &&
    Object.hasOwn(Object.getPrototypeOf(variable) as object, TYPE)
    ? varTypeOf(variable)
    : undefined;
}
