import type { JsonValue, Meta } from '../src/dashboard/protocol.js';

const RATE_WINDOW_MS = 10_000;
/**
 * A number that has grown this often, and never fallen, is taken for a counter.
 */
const COUNTER_INCREASES = 8;

/** The metadata of a variable. Its source may be that of what contains it. */
export interface VariableInfo {
  readonly type: Meta['type'] | undefined;
  readonly kind: Meta['kind'];
  readonly unit: string | undefined;
  /**
   * The unit for `formatQuantity`, which shows a gauge of unit 1 in percent.
   */
  readonly displayUnit: string | undefined;
  readonly description: string | undefined;
  readonly source: string | undefined;
  readonly limits: Meta['limits'];
}

/** An object of the document that has members. */
export class ObjectNode {
  readonly children = new Map<string, VariableNode>();
  info: VariableInfo | undefined;
  /** The number of values at any depth. */
  valueCount = 0;

  constructor(
    readonly path: readonly string[],
    /** The path as one string; see `pathKey`. */
    readonly key: string,
    /** The last part of the path. */
    readonly name: string,
    readonly parent: ObjectNode | undefined,
  ) {}
}

/** Any other value of the document. */
export class ValueNode {
  info: VariableInfo | undefined;
  /** The time of the last change that this page knows of; 0 before. */
  changedAt = 0;
  /** The number of increases; -Infinity once the value has fallen. */
  private increases = 0;
  /** The rate of a value that does not change is 0 some seconds after this. */
  private watchedSince: number;
  /** The rate is measured from this sample, which is 5 to 10 seconds old. */
  private baseAt = 0;
  private baseValue = 0;
  /**
   * Becomes the base when it is old enough. Time 0: there has been no change.
   */
  private nextBaseAt = 0;
  private nextBaseValue = 0;

  constructor(
    readonly path: readonly string[],
    readonly key: string,
    readonly name: string,
    readonly parent: ObjectNode,
    readonly id: number,
    public value: JsonValue,
    at: number,
  ) {
    this.watchedSince = at;
  }

  /**
   * Computes the rate from samples of before the page was opened.
   *
   * @param samples up to now, the oldest first
   */
  backfill(samples: Iterable<readonly [value: number, at: number]>): void {
    const { value } = this;
    const hasFallen = this.increases < 0;
    let previousAt = 0;
    for (const [sample, at] of samples) {
      if (previousAt === 0) {
        this.increases = this.baseAt = this.nextBaseAt = 0;
        this.watchedSince = at;
        this.value = sample;
      } else if (sample !== this.value) {
        this.change(sample, at, previousAt);
      }
      previousAt = at;
    }
    this.value = value;
    this.increases = hasFallen ? -Infinity : this.increases;
  }

  /** @param previousAt when the process still had the value before this one */
  change(value: JsonValue, at: number, previousAt: number): void {
    if (typeof value === 'number' && typeof this.value === 'number') {
      this.increases++;
      if (value < this.value) {
        this.increases = -Infinity;
        // A counter that was reset starts again from here.
        this.baseAt = this.nextBaseAt = at;
        this.baseValue = this.nextBaseValue = value;
      } else if (
        this.nextBaseAt === 0 ||
        previousAt - this.changedAt > RATE_WINDOW_MS
      ) {
        this.baseAt = this.nextBaseAt = previousAt;
        this.baseValue = this.nextBaseValue = this.value;
      } else if (previousAt - this.nextBaseAt >= RATE_WINDOW_MS / 2) {
        this.baseAt = this.nextBaseAt;
        this.baseValue = this.nextBaseValue;
        this.nextBaseAt = previousAt;
        this.nextBaseValue = this.value;
      }
    }
    this.value = value;
    this.changedAt = at;
  }

  /** The value behaves like a counter. */
  get looksLikeCounter(): boolean {
    return (
      this.increases >= COUNTER_INCREASES && typeof this.value === 'number'
    );
  }

  /** The increase per second; null for no number, or while it is unknown. */
  rate(now: number): number | null {
    if (typeof this.value !== 'number') {
      return null;
    }
    if (this.nextBaseAt === 0) {
      return now - this.watchedSince < RATE_WINDOW_MS / 2 ? null : 0;
    }
    if (now - this.changedAt > RATE_WINDOW_MS) {
      return 0;
    }
    const elapsed = now - this.baseAt;
    return elapsed > 0 ? ((this.value - this.baseValue) / elapsed) * 1000 : 0;
  }
}

export type VariableNode = ObjectNode | ValueNode;

/**
 * A counter by its metadata, or a number of unknown kind that behaves like one.
 */
export function isCounter(variable: ValueNode, info: VariableInfo): boolean {
  return (
    info.kind === 'counter' ||
    (info.kind === undefined && variable.looksLikeCounter)
  );
}

/** Published for every process, and not by the application. */
export function isProcessVariable(path: readonly string[]): boolean {
  return ['cmdline', 'memstats', 'node'].includes(path[0] ?? '');
}
