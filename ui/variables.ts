import type { JsonValue, Meta } from '../src/dashboard/protocol.js';

/** What is known about a variable, from its own metadata and that around it. */
export interface Info {
  readonly type: Meta['type'] | undefined;
  readonly kind: Meta['kind'];
  readonly unit: string | undefined;
  readonly description: string | undefined;
  readonly source: string | undefined;
}

interface Place {
  readonly path: readonly string[];
  readonly key: string;
  /** The last part of the path. */
  readonly name: string;
  readonly parent: Branch;
}

export class Branch {
  readonly children = new Map<string, Variable>();
  info: Info | undefined;
  /** Numbers that are not in the table; see `tree.ts`. */
  leaves = 0;

  constructor(
    readonly path: readonly string[],
    readonly key: string,
    readonly name: string,
    readonly parent: Branch | undefined,
  ) {}
}

/** Its rate is that of the last five to ten seconds. */
export class Leaf implements Place {
  info: Info | undefined;
  /** When it last changed, as far as this page has seen; 0 before. */
  changedAt = 0;
  /** How often it became more; less than nothing once it became less. */
  private rises = 0;
  /** Since when its value is watched; a rate of none is known some time later. */
  private since: number;
  private baseAt = 0;
  private baseValue = 0;
  private nextAt = 0;
  private nextValue = 0;

  constructor(
    readonly path: readonly string[],
    readonly key: string,
    readonly name: string,
    readonly parent: Branch,
    readonly id: number,
    public value: JsonValue,
    at: number,
  ) {
    this.since = at;
  }

  /** As if the page had seen what was before it; the last is the value it has. */
  recall(samples: Iterable<readonly [value: number, at: number]>): void {
    const { value } = this;
    const hasFallen = this.rises < 0;
    let before = 0;
    for (const [sample, at] of samples) {
      if (before === 0) {
        this.rises = this.baseAt = this.nextAt = 0;
        this.since = at;
        this.value = sample;
      } else if (sample !== this.value) {
        this.change(sample, at, before);
      }
      before = at;
    }
    this.value = value;
    this.rises = hasFallen ? -Infinity : this.rises;
  }

  /** `before` is when the value it had was last seen. */
  change(value: JsonValue, at: number, before: number): void {
    if (typeof value === 'number' && typeof this.value === 'number') {
      this.rises++;
      if (value < this.value) {
        this.rises = -Infinity;
        // A counter that starts again, such as one that is reset.
        this.baseAt = this.nextAt = at;
        this.baseValue = this.nextValue = value;
      } else if (this.nextAt === 0 || before - this.changedAt > RATE_WINDOW) {
        this.baseAt = this.nextAt = before;
        this.baseValue = this.nextValue = this.value;
      } else if (before - this.nextAt >= RATE_WINDOW / 2) {
        this.baseAt = this.nextAt;
        this.baseValue = this.nextValue;
        this.nextAt = before;
        this.nextValue = this.value;
      }
    }
    this.value = value;
    this.changedAt = at;
  }

  /** It looks like a counter: a number that goes up and down has gone down by now. */
  get rising(): boolean {
    return this.rises >= ENOUGH_RISES && typeof this.value === 'number';
  }

  /** Per second; null where it is no number, or nothing is known yet. */
  rate(now: number): number | null {
    if (typeof this.value !== 'number') {
      return null;
    }
    if (this.nextAt === 0) {
      return now - this.since < RATE_WINDOW / 2 ? null : 0;
    }
    if (now - this.changedAt > RATE_WINDOW) {
      return 0;
    }
    const span = now - this.baseAt;
    return span > 0 ? ((this.value - this.baseValue) / span) * 1000 : 0;
  }
}

export type Variable = Branch | Leaf;

const RATE_WINDOW = 10_000;
const ENOUGH_RISES = 8;

/** A counter by its metadata, or a number that behaves as one. */
export function isCounter(leaf: Leaf, info: Info): boolean {
  return info.kind === 'counter' || (info.kind === undefined && leaf.rising);
}
