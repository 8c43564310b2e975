import type { Meta, Value } from '../../src/dashboard/protocol/types.js';
import { isNumber } from './format.js';
import { encodePathPart } from './path-key.js';
import { RateMeter } from './rate-meter.js';

/** The metadata of a variable. Its source may be that of what contains it. */
export interface VariableInfo extends Omit<Meta, 'source'> {
  readonly source: string | undefined;
  /**
   * The unit for `formatQuantity`, which shows a gauge of unit 1 in percent.
   */
  readonly displayUnit: string | undefined;
}

class Node {
  /** The path as one string; see `pathKey`. */
  readonly key: string;
  private cachedInfo: VariableInfo | undefined;

  constructor(
    readonly id: number,
    /** The last part of the path. */
    readonly name: string,
    readonly parent: ObjectNode | undefined,
    readonly meta: Meta | undefined,
  ) {
    const part = encodePathPart(name);
    this.key = parent?.parent === undefined ? part : `${parent.key}/${part}`;
  }

  get path(): readonly string[] {
    return this.parent === undefined ? [] : [...this.parent.path, this.name];
  }

  get info(): VariableInfo {
    const { meta, parent } = this;
    const isShare = meta?.kind === 'gauge' && meta.unit === '1';
    return (this.cachedInfo ??= {
      ...meta,
      source: meta?.source ?? parent?.info.source,
      displayUnit: isShare ? 'ratio' : meta?.unit,
    });
  }
}

/** An object of the document that has members. */
export class ObjectNode extends Node {
  /** The members that the server has sent, by the encoded part of their key. */
  readonly children = new Map<string, VariableNode>();
  /** The number of members that the server has not sent. */
  lazyCount = 0;

  /** The number of members, sent or not. */
  get memberCount(): number {
    return this.children.size + this.lazyCount;
  }
}

/** Any other value of the document. */
export class ValueNode extends Node {
  /** The monotonic time of the last change that this page knows of; 0 before. */
  changedAt = 0;
  private meter: RateMeter;

  constructor(
    id: number,
    name: string,
    override readonly parent: ObjectNode,
    meta: Meta | undefined,
    public value: Value,
    mono: number,
  ) {
    super(id, name, parent, meta);
    this.meter = new RateMeter(mono);
  }

  /**
   * Continues the rate of the same variable, which another store had.
   *
   * @param previousMono the time of the value of that store
   */
  continueFrom(previous: ValueNode, mono: number, previousMono: number): void {
    const { value } = this;
    this.meter = previous.meter;
    this.changedAt = previous.changedAt;
    if (value !== previous.value) {
      this.value = previous.value;
      this.change(value, mono, previousMono, 0);
    }
  }

  /** @param previousMono when the process still had the value before this one */
  change(
    value: Value,
    mono: number,
    previousMono: number,
    resumedAt: number,
  ): void {
    this.meter.change(this.value, value, mono, previousMono, resumedAt);
    this.value = value;
    this.changedAt = mono;
  }

  /**
   * Computes the rate from samples of before the page was opened.
   *
   * @param samples up to now, the oldest first
   */
  backfill(samples: Iterable<readonly [value: number, mono: number]>): void {
    this.meter.backfill(samples);
  }

  /** The value behaves like a counter. */
  get looksLikeCounter(): boolean {
    return isNumber(this.value) && this.meter.looksLikeCounter;
  }

  /** The increase per second; null for no number, or while it is unknown. */
  rate(mono: number, resumedAt: number): number | null {
    return isNumber(this.value)
      ? this.meter.rate(this.value, mono, resumedAt)
      : null;
  }
}

export type VariableNode = ObjectNode | ValueNode;

/**
 * A counter by its metadata, or a number of unknown kind that behaves like one.
 */
export function isCounter(variable: ValueNode): boolean {
  const kind = variable.meta?.kind;
  return (
    kind === 'counter' || (kind === undefined && variable.looksLikeCounter)
  );
}

/** Published for every process, and not by the application. */
export function isProcessVariable(path: readonly string[]): boolean {
  return ['cmdline', 'memstats', 'node'].includes(path[0] ?? '');
}
