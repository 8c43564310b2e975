import { types } from 'node:util';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { FloatVar } from '../vars/float-var.js';
import type { HistogramVar } from '../vars/histogram-var.js';
import type { IntVar } from '../vars/int-var.js';
import type { MapVar } from '../vars/map-var.js';
import type { RateVar } from '../vars/rate-var.js';
import { PropertyVar } from '../vars/property-var.js';
import { isVar, type Var, type VarType, varTypeOf } from '../vars/var.js';
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
  let level: Level = [[registry, catalog.root]];
  for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
    const next: Level = [];
    for (const [variables, branch] of level) {
      for (const [key, published] of variables) {
        try {
          const isTaken = takeVar(
            { catalog, tick, next },
            branch,
            key,
            variableOf(published),
          );
          if (!isTaken && published && asksFor(registry, branch, key)) {
            asked.push({ branch, key, variable: published });
          }
        } catch {
          // It does not let itself be looked at; a scrape says so.
        }
      }
    }
    level = next;
  }
  return asked;
}

type Level = [Iterable<[string, Var | null]>, Branch][];

interface Walk {
  readonly catalog: Catalog;
  readonly tick: number;
  /** The maps that are found, with their branches. */
  readonly next: Level;
}

/** @returns whether it is a variable that stores what it shows */
function takeVar(
  { catalog, tick, next }: Walk,
  branch: Branch,
  key: string,
  variable: Var | number | null,
): boolean {
  const take = (parent: Branch, name: string, value: number) => {
    const leaf = catalog.leaf(parent, name);
    if (leaf !== undefined) {
      catalog.take(leaf, value, tick);
    }
  };
  if (typeof variable === 'number') {
    take(branch, key, variable);
    return true;
  }
  switch (storedTypeOf(variable)) {
    case 'int':
    case 'float':
      take(branch, key, (variable as IntVar | FloatVar).value);
      return true;
    case 'map':
      next.push([variable as MapVar, branch.branch(key)]);
      return true;
    case 'histogram': {
      // Not its value, for which a window would have to be put together.
      const histogram = variable as HistogramVar;
      const parts = branch.branch(key);
      take(parts, 'count', histogram.count);
      take(parts, 'p50', histogram.percentile(50));
      take(parts, 'p99', histogram.percentile(99));
      return true;
    }
    case 'rate': {
      const { count, rate1m } = (variable as RateVar).value;
      const parts = branch.branch(key);
      take(parts, 'count', count);
      take(parts, 'rate1m', rate1m);
      return true;
    }
    default:
      return false;
  }
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

/** What a property holds that is exposed, where it is a variable or a number. */
function variableOf(published: Var | null): Var | number | null {
  const held = published instanceof PropertyVar ? published.held : undefined;
  return isVar(held) || typeof held === 'number' ? held : published;
}

/** Undefined for variables of classes of the application's own. */
function storedTypeOf(variable: Var | number | null): VarType | undefined {
  return typeof variable === 'object' &&
    variable !== null &&
    !types.isProxy(variable) &&
    Object.hasOwn(Object.getPrototypeOf(variable) as object, TYPE)
    ? varTypeOf(variable)
    : undefined;
}
