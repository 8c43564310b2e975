import {
  type LimitLevel,
  type VarLimits,
  reachedLimit,
} from '../../src/dashboard/protocol/types.js';
import type { ObjectNode, ValueNode, VariableNode } from './variable-tree.js';

/** Consecutive samples after which a value has reached or left a limit. */
const SAMPLES_TO_CHANGE = 3;

/** The level of one value, which three samples in a row change. */
class LevelMeter {
  level: LimitLevel | undefined;
  /** The level of the last samples, while it differs from `level`. */
  private nextLevel: LimitLevel | undefined;
  /** The number of samples in a row with `nextLevel`. */
  private samples = 0;

  constructor(readonly limits: VarLimits) {}

  /** @returns whether the level changed */
  update(value: number | undefined): boolean {
    const level =
      value === undefined || Number.isNaN(value)
        ? undefined
        : reachedLimit(this.limits, value);
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

/** Tracks the values that have reached one of their limits. */
export class LimitLevels {
  private readonly variables = new Map<ValueNode, LevelMeter>();

  /** The number of values that have reached a limit. */
  get count(): number {
    let count = 0;
    for (const { level } of this.variables.values()) {
      count += level === undefined ? 0 : 1;
    }
    return count;
  }

  /** The first value decides at once: a file has one value of each variable. */
  watch(variable: ValueNode, limits: VarLimits): void {
    const meter = new LevelMeter(limits);
    meter.level =
      typeof variable.value === 'number'
        ? reachedLimit(limits, variable.value)
        : undefined;
    this.variables.set(variable, meter);
  }

  unwatch(variable: ValueNode): void {
    this.variables.delete(variable);
  }

  /** Compares the values of a new sample. @returns whether a level changed */
  update(): boolean {
    let hasChanged = false;
    for (const [{ value }, meter] of this.variables) {
      const number = typeof value === 'number' ? value : undefined;
      hasChanged = meter.update(number) || hasChanged;
    }
    return hasChanged;
  }

  /** The values that have reached a limit, and their levels. */
  *reached(): Generator<readonly [ValueNode, LimitLevel]> {
    for (const [variable, { level }] of this.variables) {
      if (level !== undefined) {
        yield [variable, level];
      }
    }
  }

  /**
   * Returns the level of a value, or the worst level of an object's members.
   */
  levelOf(variable: VariableNode): LimitLevel | undefined {
    if (!('children' in variable)) {
      return this.variables.get(variable)?.level;
    }
    let worst: LimitLevel | undefined;
    for (const [member, { level }] of this.variables) {
      if (
        level !== undefined &&
        worst !== 'critical' &&
        isIn(member, variable)
      ) {
        worst = level;
      }
    }
    return worst;
  }
}

function isIn({ parent }: VariableNode, object: ObjectNode): boolean {
  for (let at = parent; at !== undefined; at = at.parent) {
    if (at === object) {
      return true;
    }
  }
  return false;
}
