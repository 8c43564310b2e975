import type { VarKind, VarLimits, VarMeta } from '../vars/var-meta.js';

const KINDS: Readonly<Record<VarKind, true>> = {
  counter: true,
  gauge: true,
  histogram: true,
};

/** The rule for each member of the metadata; a member without one is unknown. */
const RULES: {
  readonly [Key in keyof Required<VarMeta>]: {
    readonly isValid: (value: unknown) => boolean;
    readonly rule: string;
  };
} = {
  description: { isValid: isText, rule: 'must be a sentence' },
  unit: {
    isValid: isText,
    rule: "must be a unit in UCUM, such as 's', 'By', '1' or '{request}'",
  },
  kind: {
    isValid: (value) =>
      typeof value === 'string' && Object.hasOwn(KINDS, value),
    rule: "must be 'counter', 'gauge' or 'histogram'",
  },
  history: {
    isValid: (value) => typeof value === 'boolean',
    rule: 'must be true or false',
  },
  limits: {
    isValid: areLimits,
    rule: 'must be { warning, critical } with one or both of them, as finite numbers, and critical beyond warning; with below: true they are lower limits',
  },
  members: {
    isValid: isObject,
    rule: 'must be an object with the metadata of each member',
  },
  each: { isValid: isObject, rule: 'must be an object with metadata' },
  source: { isValid: isText, rule: 'must be a text' },
};

/**
 * Checks metadata as a user may have written it.
 *
 * @param owner who publishes the variable, for the error
 * @throws TypeError that names the owner, the member, the value and the rule
 */
export function checkVarMeta(meta: VarMeta, owner: string, path = ''): void {
  for (const [key, value] of Object.entries(meta)) {
    const member = `${path}${key}`;
    if (!isKnown(key)) {
      throw new TypeError(
        `expvar: ${owner} has metadata with the unknown member ${JSON.stringify(member)}; the members are ${Object.keys(RULES).join(', ')}`,
      );
    }
    const { isValid, rule } = RULES[key];
    if (value !== undefined && !isValid(value)) {
      throw new TypeError(
        `expvar: ${owner} has metadata whose ${member} is ${describe(value)}; it ${rule}`,
      );
    }
  }
  for (const [name, member] of Object.entries(meta.members ?? {})) {
    checkMember(member, owner, `${path}members.${name}`);
  }
  if (meta.each !== undefined) {
    checkMember(meta.each, owner, `${path}each`);
  }
}

function checkMember(meta: unknown, owner: string, path: string): void {
  if (!isObject(meta)) {
    throw new TypeError(
      `expvar: ${owner} has metadata whose ${path} is ${describe(meta)}; it must be an object with metadata`,
    );
  }
  checkVarMeta(meta, owner, `${path}.`);
}

function isKnown(key: string): key is keyof VarMeta {
  return Object.hasOwn(RULES, key);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

const LIMIT_KEYS = new Set(['warning', 'critical', 'below']);

function areLimits(value: unknown): boolean {
  if (
    !isObject(value) ||
    !Object.keys(value).every((key) => LIMIT_KEYS.has(key))
  ) {
    return false;
  }
  const { warning, critical, below = false } = value as VarLimits;
  const limits = [warning, critical].filter((limit) => limit !== undefined);
  const [first, second = first] = below ? limits.toReversed() : limits;
  return (
    typeof below === 'boolean' &&
    limits.every(Number.isFinite) &&
    first !== undefined &&
    first <= second!
  );
}

function isObject(value: unknown): value is VarMeta {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `a value of type ${typeof value}`;
}
