import type { FloatVar } from '../vars/float-var.js';
import type { IntVar } from '../vars/int-var.js';
import type { VarMeta } from '../vars/var-meta.js';
import { MetricFamily, numberTypeOf, Point } from './metric-family.js';

/** The most variables of a run, so that encoding one takes a millisecond. */
const MAX_LENGTH = 1024;

/** Reads a number that is none that JSON has, or logs why it is left out. */
type ReadSlowly = (run: NumberRun, i: number) => number | bigint | undefined;

/**
 * Consecutive numbers of one map, each of which is the only value of its metric.
 * Most variables are such numbers, so a run has arrays instead of an object for
 * each. It is created once and used in every scrape while the map has the same
 * keys.
 */
export class NumberRun {
  /** The encoded bytes of the run; each writer has another index. */
  readonly encoded: unknown[] = [];
  readonly keys: string[] = [];
  readonly metadata: VarMeta[] = [];
  /** The names in Prometheus without suffixes of the type, once they are made. */
  readonly names: (string | undefined)[] = [];
  private readonly helps: string[] = [];
  private readonly variables: (IntVar | FloatVar)[] = [];
  private readonly isCounter: boolean[] = [];

  /** @param parent the names that lead to the map */
  constructor(
    readonly parent: readonly string[],
    private readonly readSlowly: ReadSlowly,
  ) {}

  get length(): number {
    return this.keys.length;
  }

  get isFull(): boolean {
    return this.length === MAX_LENGTH;
  }

  add(
    key: string,
    variable: IntVar | FloatVar,
    meta: VarMeta,
    help: string,
    name: string | undefined,
  ): void {
    this.keys.push(key);
    this.variables.push(variable);
    this.metadata.push(meta);
    this.helps.push(help);
    this.names.push(name);
    this.isCounter.push(meta.kind === 'counter');
  }

  variable(i: number): IntVar | FloatVar {
    return this.variables[i]!;
  }

  /**
   * Reads a number. Hot path.
   *
   * @returns undefined for a number that is left out
   */
  read(i: number): number | bigint | undefined {
    const { value } = this.variables[i]!;
    return Number.isSafeInteger(value) && (value >= 0 || !this.isCounter[i])
      ? value
      : this.readSlowly(this, i);
  }

  /** Creates the family of a number with its point, whose value is not set. */
  familyOf(i: number): MetricFamily {
    const meta = this.metadata[i]!;
    const family = new MetricFamily({
      type: numberTypeOf(meta),
      path: [...this.parent, this.keys[i]!],
      fullName: undefined,
      unit: meta.unit,
      help: this.helps[i]!,
      bounds: [],
      hasOwnBounds: false,
    });
    family.name = this.names[i];
    family.points.push(new Point(family, []));
    return family;
  }
}
