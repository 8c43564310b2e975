import { types } from 'node:util';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { FloatVar } from '../vars/float-var.js';
import type { HistogramVar } from '../vars/histogram-var.js';
import type { IntVar } from '../vars/int-var.js';
import type { MapVar } from '../vars/map-var.js';
import { PropertyVar } from '../vars/property-var.js';
import type { RateVar } from '../vars/rate-var.js';
import { isVar, type Var, varTypeOf } from '../vars/var.js';
import type { VarType } from '../vars/var-types.js';
import { ENTRIES, SortedEntries } from '../vars/sorted-entries.js';
import type { ObjectNode } from './object-node.js';
import type { SeriesStore } from './series-store.js';
import type { ValueNode } from './value-node.js';

/** The brand of variables, which the prototypes of the package's classes have. */
const TYPE = Symbol.for('nestjs-expvar:var');

/** A map in itself would otherwise have no end. */
const MAX_DEPTH = 16;

/** A variable that says `history: true`, and where it belongs. */
export interface Asked {
  readonly branch: ObjectNode;
  readonly key: string;
  readonly variable: Var;
}

/** What has variables in it: a map, or the registry. */
interface Source {
  [ENTRIES](): SortedEntries;
}

/**
 * Takes the numbers that variables hold into the catalog, and calls no code of
 * the application: no function, no getter, no variable of its own classes.
 *
 * Hot path: it is what the dashboard costs while nobody watches. What is to be
 * read is found once, and again only when names or keys have changed.
 */
export class PassiveSampler {
  private sources: Source[] = [];
  private sequences: SortedEntries[] = [];
  private numbers: (IntVar | FloatVar)[] = [];
  private numberLeaves: ValueNode[] = [];
  /** What takes more than to look at one number. */
  private others: ((tick: number) => void)[] = [];
  private properties: PropertyVar[] = [];
  /** What they held. */
  private held: unknown[] = [];
  private asked: Asked[] = [];

  constructor(
    private readonly catalog: SeriesStore,
    private readonly registry: ExpvarRegistry,
  ) {}

  /** @returns the others that are to be read all the same */
  take(tick: number): readonly Asked[] {
    if (!this.isUpToDate()) {
      this.find();
    }
    const { catalog, numbers, numberLeaves, others } = this;
    for (let i = 0; i < numbers.length; i++) {
      try {
        catalog.take(numberLeaves[i]!, numbers[i]!.value, tick);
      } catch {
        // Somebody has made it fail; a scrape says so.
      }
    }
    for (const take of others) {
      try {
        take(tick);
      } catch {
        // As above.
      }
    }
    return this.asked;
  }

  private isUpToDate(): boolean {
    const { sources, sequences, properties, held } = this;
    return (
      sources.length > 0 &&
      sources.every((source, i) => sequenceOf(source) === sequences[i]) &&
      properties.every((property, i) => isSame(property.held, held[i]))
    );
  }

  /** Level by level, so that what nests deeply does not take all the room. */
  private find(): void {
    this.sources = [];
    this.sequences = [];
    this.numbers = [];
    this.numberLeaves = [];
    this.others = [];
    this.properties = [];
    this.held = [];
    this.asked = [];
    let level: [Source, ObjectNode][] = [[this.registry, this.catalog.root]];
    for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
      const next: typeof level = [];
      for (const [source, branch] of level) {
        const sequence = sequenceOf(source);
        this.sources.push(source);
        this.sequences.push(sequence);
        for (const [i, key] of sequence.keys.entries()) {
          const published = sequence.values[i]!;
          try {
            const found = this.add(branch, key, this.variableOf(published));
            if (found !== undefined) {
              next.push([found, branch.branch(key)]);
            }
          } catch {
            // It does not let itself be looked at; a scrape says so.
          }
        }
      }
      level = next;
    }
  }

  /** @returns a map, whose turn comes later */
  private add(
    branch: ObjectNode,
    key: string,
    variable: Var | PropertyVar | null,
  ): MapVar | undefined {
    switch (storedTypeOf(variable)) {
      case 'int':
      case 'float': {
        const leaf = this.catalog.leaf(branch, key);
        if (leaf !== undefined) {
          this.numbers.push(variable as IntVar | FloatVar);
          this.numberLeaves.push(leaf);
        }
        return undefined;
      }
      case 'map':
        // One of an older copy of the package may not have it.
        return variable !== null && ENTRIES in variable
          ? (variable as MapVar)
          : undefined;
      case 'histogram':
        this.addHistogram(branch.branch(key), variable as HistogramVar);
        return undefined;
      case 'rate':
        this.addRate(branch.branch(key), variable as RateVar);
        return undefined;
      default:
        this.addOther(branch, key, variable);
        return undefined;
    }
  }

  private addOther(
    branch: ObjectNode,
    key: string,
    variable: Var | null,
  ): void {
    if (variable instanceof PropertyVar && typeof variable.held === 'number') {
      this.addNumber(branch, key, variable);
    } else if (variable !== null && this.asksFor(branch, key)) {
      this.asked.push({ branch, key, variable });
    }
  }

  /** What a property holds that is exposed, where it is a variable. */
  private variableOf(published: Var | null): Var | null {
    if (!(published instanceof PropertyVar)) {
      return published;
    }
    const { held } = published;
    this.properties.push(published);
    this.held.push(held);
    return isVar(held) ? held : published;
  }

  private addNumber(
    branch: ObjectNode,
    key: string,
    variable: PropertyVar,
  ): void {
    const take = this.taker(branch, key);
    this.others.push((tick) => {
      take(variable.held as number, tick);
    });
  }

  private addHistogram(branch: ObjectNode, histogram: HistogramVar): void {
    const count = this.taker(branch, 'count');
    const p50 = this.taker(branch, 'p50');
    const p99 = this.taker(branch, 'p99');
    this.others.push((tick) => {
      // Not its value, for which a window would have to be put together.
      count(histogram.count, tick);
      p50(histogram.percentile(50), tick);
      p99(histogram.percentile(99), tick);
    });
  }

  private addRate(branch: ObjectNode, rate: RateVar): void {
    const count = this.taker(branch, 'count');
    const rate1m = this.taker(branch, 'rate1m');
    this.others.push((tick) => {
      const { value } = rate;
      count(value.count, tick);
      rate1m(value.rate1m, tick);
    });
  }

  private taker(branch: ObjectNode, key: string) {
    const leaf = this.catalog.leaf(branch, key);
    return (value: number, tick: number) => {
      if (leaf !== undefined) {
        this.catalog.take(leaf, value, tick);
      }
    };
  }

  private asksFor({ path }: ObjectNode, key: string): boolean {
    const [map] = path;
    const meta =
      map === undefined
        ? this.registry.meta(key)
        : path.length === 1
          ? this.registry.meta(map, key)
          : undefined;
    return meta?.history === true;
  }
}

/** Of a map that somebody has made fail it is the empty one. */
function sequenceOf(source: Source): SortedEntries {
  try {
    return source[ENTRIES]();
  } catch {
    return SortedEntries.EMPTY;
  }
}

/** Whether a property is read as before: one number takes another's place. */
function isSame(held: unknown, before: unknown): boolean {
  return typeof held === 'number'
    ? typeof before === 'number'
    : held === before ||
        !(isVar(held) || isVar(before) || typeof before === 'number');
}

/** Undefined for variables of classes of the application's own. */
function storedTypeOf(variable: Var | null): VarType | undefined {
  return variable !== null &&
    !types.isProxy(variable) &&
    Object.hasOwn(Object.getPrototypeOf(variable) as object, TYPE)
    ? varTypeOf(variable)
    : undefined;
}
