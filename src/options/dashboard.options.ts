import { limitsCheck } from '../registry/check-var-meta.js';
import {
  type Check,
  numberBetween,
  objectOf,
  optional,
  switchOr,
} from '../support/checks.js';
import type { VarLimits } from '../vars/var-meta.js';

/** Settings of the dashboard. */
export interface DashboardOptions {
  /**
   * The limits of figures of the process. Each replaces the default one; `false`
   * switches one off, or all of them. Limits of your own variables are in their
   * metadata.
   *
   * @example { cpu: { warning: 0.6, critical: 0.9 }, serverErrors: false }
   */
  readonly limits?: DashboardLimits | false;
}

/** The limits of figures of the process, which the dashboard marks. */
export interface DashboardLimits {
  /**
   * The longest iteration of the event loop in each second, in seconds, up to
   * 60. Requests wait for that long. The default warns where people begin to
   * notice a delay, and is critical where it interrupts what they think
   * (Nielsen, "Response Times: The 3 Important Limits": 0.1 s and 1 s).
   *
   * @default { warning: 0.2, critical: 1 }
   */
  readonly eventLoopDelay?: ProcessLimit | false;

  /**
   * The share of the heap limit that is used after a collection of the whole
   * heap, up to 1. A collection cannot free it. Near the limit V8 collects ever
   * more often, and beyond it Node aborts.
   *
   * @default { warning: 0.8, critical: 0.9 }
   */
  readonly heap?: ProcessLimit | false;

  /**
   * The share of all CPUs that the process uses, up to 1. The default leaves
   * some room for a peak, as the target of an autoscaler does.
   *
   * @default { warning: 0.8, critical: 0.95 }
   */
  readonly cpu?: ProcessLimit | false;

  /**
   * The share of responses with a status from 500 on, up to 1. It requires the
   * option `http`. The default warns where an objective of 99 % is missed.
   *
   * @default { warning: 0.01, critical: 0.05 }
   */
  readonly serverErrors?: ProcessLimit | false;
}

/** Limits that a figure reaches from below. One of the members is enough. */
export type ProcessLimit = Omit<VarLimits, 'below'>;

/** The limits that are on. */
export type ResolvedDashboardLimits = {
  readonly [Name in keyof DashboardLimits]: ProcessLimit;
};

const LIMIT =
  'false, or { warning, critical } with one or both of them, and critical not below warning';

/** @param what describes the numbers with their range and unit */
function limitUpTo(
  max: number,
  what: string,
  fallback: ProcessLimit,
): Check<ProcessLimit | false> {
  const positive = numberBetween(Number.MIN_VALUE, max, what);
  const check = limitsCheck(LIMIT, {
    warning: optional(positive),
    critical: optional(positive),
  });
  return (value = fallback, option) =>
    value === false ? false : check(value, option);
}

// A greater number is probably meant in milliseconds.
const SECONDS = [
  60,
  'a number of seconds above 0 and up to 60, such as 0.2',
] as const;

// A greater number is probably meant in per cent.
const SHARE = [1, 'a share above 0 and up to 1, such as 0.9'] as const;

const LIMIT_CHECKS = {
  eventLoopDelay: limitUpTo(...SECONDS, { warning: 0.2, critical: 1 }),
  heap: limitUpTo(...SHARE, { warning: 0.8, critical: 0.9 }),
  cpu: limitUpTo(...SHARE, { warning: 0.8, critical: 0.95 }),
  serverErrors: limitUpTo(...SHARE, { warning: 0.01, critical: 0.05 }),
} satisfies Record<keyof DashboardLimits, Check<unknown>>;

const checkLimits = objectOf(
  `false or { ${Object.keys(LIMIT_CHECKS).join(', ')} }`,
  LIMIT_CHECKS,
);

const limits: Check<ResolvedDashboardLimits> = (value = {}, option) =>
  Object.fromEntries(
    Object.entries(
      value === false ? {} : (checkLimits(value, option) ?? {}),
    ).filter(([, limit]) => limit !== false),
  );

/** Undefined without a dashboard. */
export const dashboard = switchOr(true, {
  limits,
} satisfies Record<keyof DashboardOptions, Check<unknown>>);
