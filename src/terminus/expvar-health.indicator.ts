import { Injectable } from '@nestjs/common';
import {
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { ExpvarRegistry, type LimitLevel, type VarLimits } from 'nestjs-expvar';
import type { PlainValue } from '../encoding/plain-value.js';
import { VAR_META_CHECKS } from '../registry/check-var-meta.js';
import { CheckedOption, throwMistakes } from '../support/checks.js';
import { reachedLimit } from '../vars/var-meta.js';

/** Limits, or a function that returns true for a healthy value. */
export type ExpvarHealthRule = VarLimits | ((value: number) => boolean);

/** Why a variable is not healthy. */
export interface ExpvarHealthDetail {
  /** `missing` for a variable that has failed, is gone or is not a number. */
  readonly level: LimitLevel | 'missing';
  /** The value, in the unit of the variable; null when it is missing. */
  readonly value: number | null;
  /** The limits that were compared with; absent for a function. */
  readonly limits?: VarLimits;
}

type Rules = Readonly<Record<string, ExpvarHealthRule>>;
type Path = readonly string[];
/** The variables that are not healthy, by path. */
type Details = Map<string, ExpvarHealthDetail>;

/**
 * Checks variables for `@nestjs/terminus`: `up` while no variable has reached a
 * limit, `degraded` when one has reached its `warning`, and `down` when one has
 * reached its `critical` limit, has failed or is missing. Before Terminus 12,
 * which has no `degraded`, a warning is `up` with the same details.
 *
 * It judges the values of now. A limit on a delay belongs in a readiness probe:
 * a restart under load makes the load worse.
 *
 * @example
 * // imports: [TerminusModule], providers: [ExpvarHealthIndicator]
 * this.health.check([
 *   () =>
 *     this.variables.check('variables', {
 *       'node.eventLoop.delay.p99': { warning: 0.2, critical: 1 },
 *       queued: { critical: 100 },
 *       'quotes.age': (seconds) => seconds < 60,
 *     }),
 * ]);
 */
@Injectable()
export class ExpvarHealthIndicator {
  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Checks the variables of the rules, or, without rules, all variables whose
   * metadata has `limits`.
   *
   * @param key the name of the check in the result
   * @param rules what is healthy, by the path of a number in the document with
   * dots between its names
   * @returns the status, and in `variables` an {@link ExpvarHealthDetail} by path
   * for each variable that is not healthy
   * @throws TypeError for a rule that is neither limits nor a function
   */
  async check<const Key extends string>(
    key: Key,
    rules?: Rules,
  ): Promise<HealthIndicatorResult<Key>> {
    const details =
      rules === undefined
        ? await this.checkLimits()
        : await this.checkRules(rules);
    const session = this.indicators.check(key);
    const levels = Array.from(details.values(), ({ level }) => level);
    if (levels.length === 0) {
      return session.up();
    }
    const data = { variables: Object.fromEntries(details) };
    if (levels.some((level) => level !== 'warning')) {
      return session.down(data);
    }
    return canDegrade(session) ? session.degraded(data) : session.up(data);
  }

  /** Checks the variables whose metadata has limits. */
  private async checkLimits(): Promise<Details> {
    const names = this.registry.metadata.namesWithLimits;
    const startedAt = Date.now();
    const details = await this.read(
      (name) => names.has(name),
      () => true,
      (path) => this.registry.meta(...path)?.limits,
    );
    for (const { path, at } of this.registry.failures()) {
      if (
        at.getTime() >= startedAt &&
        this.registry.meta(...path)?.limits !== undefined
      ) {
        details.set(path.join('.'), { level: 'missing', value: null });
      }
    }
    return details;
  }

  private async checkRules(rules: Rules): Promise<Details> {
    const paths = Object.keys(rules);
    assertRules(rules);
    const leadsToRule = (path: Path): boolean => {
      const text = path.join('.');
      return paths.some(
        (wanted) => wanted === text || wanted.startsWith(`${text}.`),
      );
    };
    const missing = new Set(paths);
    const details = await this.read(
      (name) => leadsToRule([name]),
      leadsToRule,
      (path) => {
        const text = path.join('.');
        missing.delete(text);
        return Object.hasOwn(rules, text) ? rules[text] : undefined;
      },
    );
    for (const path of missing) {
      details.set(path, { level: 'missing', value: null });
    }
    return details;
  }

  /**
   * Reads values and compares them with their rules.
   *
   * @param enters selects the maps and objects to look into
   * @returns the unhealthy ones by path
   */
  private async read(
    includes: (name: string) => boolean,
    enters: (path: Path) => boolean,
    ruleOf: (path: Path) => ExpvarHealthRule | undefined,
  ): Promise<Details> {
    const details: Details = new Map();
    await this.registry.visit<Path>(
      [],
      {
        enter: (parent, key) => {
          const path = [...parent, key];
          return enters(path) ? path : undefined;
        },
        visit: (parent, key, value) => {
          const path = [...parent, key];
          const rule = ruleOf(path);
          const detail = rule && judge(rule, value);
          if (detail !== undefined) {
            details.set(path.join('.'), detail);
          }
        },
      },
      { includes },
    );
    return details;
  }
}

/** @throws TypeError with all mistakes */
function assertRules(rules: Rules): void {
  const option = new CheckedOption([]);
  for (const [path, rule] of Object.entries(rules)) {
    if (rule === undefined) {
      option.member(path).rejectValue('limits or a function', rule);
    } else if (typeof rule !== 'function') {
      VAR_META_CHECKS.limits(rule, option.member(path));
    }
  }
  throwMistakes('ExpvarHealthIndicator', option.mistakes, TypeError);
}

/** False for Terminus 11, which has no such status. */
function canDegrade(session: object): boolean {
  return 'degraded' in session;
}

/** @returns undefined for a healthy value */
function judge(
  rule: ExpvarHealthRule,
  plain: PlainValue,
): ExpvarHealthDetail | undefined {
  const value = typeof plain === 'bigint' ? Number(plain) : plain;
  if (typeof value !== 'number') {
    return { level: 'missing', value: null };
  }
  if (typeof rule === 'function') {
    return isHealthy(rule, value) ? undefined : { level: 'critical', value };
  }
  const level = reachedLimit(rule, value);
  return level && { level, value, limits: rule };
}

function isHealthy(rule: (value: number) => boolean, value: number): boolean {
  try {
    return rule(value);
  } catch {
    return false;
  }
}
