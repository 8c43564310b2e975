import {
  type LimitLevel,
  type Value,
  type VarLimits,
  reachedLimit,
} from '../../src/dashboard/protocol/types.js';
import { isNumber } from './format.js';
import type { ValueNode, VariableNode } from './variable-tree.js';

/** Consecutive samples after which a value has reached or left a limit. */
const SAMPLES_TO_CHANGE = 3;

/** The level of one value, which three samples in a row change. */
export class LevelMeter {
  /** The level of the last samples, while it differs from `level`. */
  private nextLevel: LimitLevel | undefined;
  /** The number of samples in a row with `nextLevel`. */
  private samples = 0;

  constructor(
    private readonly limits: VarLimits,
    public level?: LimitLevel,
  ) {}

  /** @returns whether the level changed */
  update(value: Value | undefined): boolean {
    const level = levelIn(this.limits, value);
    if (level === this.level) {
      this.samples = 0;
      return false;
    }
    this.samples = level === this.nextLevel ? this.samples + 1 : 1;
    this.nextLevel = level;
    if (this.samples < SAMPLES_TO_CHANGE) {
      return false;
    }
    this.level = level;
    this.samples = 0;
    return true;
  }
}

function levelIn(
  limits: VarLimits,
  value: Value | undefined,
): LimitLevel | undefined {
  return isNumber(value) ? reachedLimit(limits, Number(value)) : undefined;
}

/** Tracks the values that have reached one of their limits. */
export class LimitLevels {
  private readonly meters = new Map<ValueNode, LevelMeter>();
  /** The values that have reached a limit, and the objects around them. */
  private levels = new Map<VariableNode, LimitLevel>();
  private isOutdated = false;

  /** The number of values that have reached a limit. */
  get count(): number {
    return this.reached().length;
  }

  /** The first value counts alone, because a file has one of each variable. */
  watch(variable: ValueNode, limits: VarLimits): void {
    const level = levelIn(limits, variable.value);
    this.meters.set(variable, new LevelMeter(limits, level));
    this.isOutdated = true;
  }

  unwatch(variable: ValueNode): void {
    if (this.meters.delete(variable)) {
      this.isOutdated = true;
    }
  }

  /** Compares the values of a new sample. @returns whether a level changed */
  update(): boolean {
    let hasChanged = false;
    for (const [{ value }, meter] of this.meters) {
      hasChanged = meter.update(value) || hasChanged;
    }
    this.isOutdated ||= hasChanged;
    return hasChanged;
  }

  /** The values that have reached a limit, and their levels. */
  reached(): (readonly [ValueNode, LimitLevel])[] {
    return [...this.meters].flatMap(([variable, { level }]) =>
      level === undefined ? [] : [[variable, level] as const],
    );
  }

  /**
   * Returns the level of a value, or the worst level of an object's members.
   */
  levelOf(variable: VariableNode): LimitLevel | undefined {
    if (this.isOutdated) {
      this.isOutdated = false;
      this.levels = new Map();
      for (const [value, level] of this.reached()) {
        let node: VariableNode | undefined = value;
        for (; node !== undefined; node = node.parent) {
          if (this.levels.get(node) !== 'critical') {
            this.levels.set(node, level);
          }
        }
      }
    }
    return this.levels.get(variable);
  }
}
