import { type LimitLevel, reachedLimit } from '../src/dashboard/protocol.js';
import type { ValueNode, VariableNode, ObjectNode } from './variable-tree.js';
import type { VarLimits } from '../src/dashboard/protocol.js';

/** Consecutive samples after which a value has reached or left a limit. */
const SAMPLES_TO_CHANGE = 3;

interface LimitState {
  readonly limits: VarLimits;
  level: LimitLevel | undefined;
  /** The level of the last samples, while it differs from `level`. */
  nextLevel: LimitLevel | undefined;
  /** The number of samples in a row with `nextLevel`. */
  samples: number;
}

/** Tracks the values that have reached one of their limits. */
export class LimitLevels {
  private readonly states = new Map<ValueNode, LimitState>();
  /** The number of values that have reached a limit. */
  count = 0;

  /** The first value decides at once, because a snapshot has no other. */
  watch(variable: ValueNode, limits: VarLimits): void {
    const level = levelOf(variable, limits);
    this.states.set(variable, { limits, level, nextLevel: level, samples: 0 });
    this.count += level === undefined ? 0 : 1;
  }

  unwatch(variable: ValueNode): void {
    if (this.states.get(variable)?.level !== undefined) {
      this.count--;
    }
    this.states.delete(variable);
  }

  /** Compares the values of a new sample. @returns whether a level changed */
  update(): boolean {
    let hasChanged = false;
    for (const [variable, state] of this.states) {
      const level = levelOf(variable, state.limits);
      if (level === state.level) {
        state.samples = 0;
        continue;
      }
      state.samples = level === state.nextLevel ? state.samples + 1 : 1;
      state.nextLevel = level;
      if (state.samples === SAMPLES_TO_CHANGE) {
        this.count += Number(level !== undefined);
        this.count -= Number(state.level !== undefined);
        state.level = level;
        state.samples = 0;
        hasChanged = true;
      }
    }
    return hasChanged;
  }

  /**
   * Returns the level of a value, or the worst level of an object's members.
   */
  levelOf(variable: VariableNode): LimitLevel | undefined {
    const state = this.states.get(variable as ValueNode);
    if (state !== undefined || !('children' in variable)) {
      return state?.level;
    }
    let worst: LimitLevel | undefined;
    for (const [member, { level }] of this.states) {
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

function levelOf(
  { value }: ValueNode,
  limits: VarLimits,
): LimitLevel | undefined {
  return typeof value === 'number' ? reachedLimit(limits, value) : undefined;
}

function isIn({ parent }: VariableNode, object: ObjectNode): boolean {
  for (let at = parent; at !== undefined; at = at.parent) {
    if (at === object) {
      return true;
    }
  }
  return false;
}
