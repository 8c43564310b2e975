import type { VarLimits, VarMeta } from './var-meta.js';

/** The properties of one of the package's types of variable. */
export interface VarTypeInfo {
  /**
   * True if reading a variable of the type may run user code or read other
   * variables, so that a document evaluates it before it is written. The value
   * of any other type is its property `value`.
   */
  readonly needsEvaluation: boolean;

  /**
   * The members of the value, for a type whose value is an object.
   *
   * @param meta the metadata of the variable
   */
  readonly fields?: (meta: VarMeta) => Readonly<Record<string, VarMeta>>;
}

/** The one table of built-in types, by the name that their brand carries. */
export const VAR_TYPES = {
  int: { needsEvaluation: false },
  float: { needsEvaluation: false },
  string: { needsEvaluation: false },
  map: { needsEvaluation: true },
  func: { needsEvaluation: true },
  histogram: {
    needsEvaluation: false,
    fields: ({ unit, limits }) => ({
      ...distribution(unit),
      window: {
        description: 'The same figures of the values within the window',
        members: {
          ...distribution(unit, limits),
          seconds: {
            kind: 'gauge',
            unit: 's',
            description: 'Length of the window',
          },
        },
      },
      rejected: {
        kind: 'counter',
        unit: '1',
        description: 'Values dropped because they were negative or not finite',
      },
    }),
  },
  rate: {
    needsEvaluation: false,
    fields: ({ unit = '1' }) => ({
      count: { kind: 'counter', unit, description: 'Events since the start' },
      rate1m: perSecond(unit, 'minute'),
      rate5m: perSecond(unit, '5 minutes'),
      rate15m: perSecond(unit, '15 minutes'),
    }),
  },
  /** A class of the user that extends `Var`. */
  custom: { needsEvaluation: true },
} as const satisfies Record<string, VarTypeInfo>;

/** The type of a variable, as its brand names it. */
export type VarType = keyof typeof VAR_TYPES;

type EvaluatedType = {
  [Type in VarType]: (typeof VAR_TYPES)[Type]['needsEvaluation'] extends true
    ? Type
    : never;
}[VarType];

export function needsEvaluation(type: VarType): type is EvaluatedType {
  return VAR_TYPES[type].needsEvaluation;
}

/**
 * The metadata of a member of a variable's value.
 *
 * @param meta the metadata of the variable or value around it
 * @param type the type of that variable; undefined for a value in a variable
 * @returns undefined when nothing is stated of the member
 */
export function memberMeta(
  meta: VarMeta | undefined,
  type: VarType | undefined,
  key: string,
): VarMeta | undefined {
  const { members, each } = meta ?? {};
  if (members !== undefined && Object.hasOwn(members, key)) {
    return members[key];
  }
  const info: VarTypeInfo | undefined = type && VAR_TYPES[type];
  const fields = info?.fields?.(meta ?? {});
  return fields !== undefined && Object.hasOwn(fields, key)
    ? fields[key]
    : each;
}

/** @param limits of the 99th percentile */
function distribution(
  unit: string | undefined,
  limits?: VarLimits,
): Record<string, VarMeta> {
  const inUnit = unit === undefined ? {} : { unit };
  const gauge = (description: string): VarMeta => ({
    kind: 'gauge',
    ...inUnit,
    description,
  });
  return {
    count: { kind: 'counter', unit: '1', description: 'Number of values' },
    sum: { kind: 'counter', ...inUnit, description: 'Sum of the values' },
    min: gauge('Smallest value'),
    max: gauge('Greatest value'),
    mean: gauge('Mean of the values'),
    p50: gauge('50th percentile'),
    p90: gauge('90th percentile'),
    p95: gauge('95th percentile'),
    p99: {
      ...gauge('99th percentile'),
      ...(limits !== undefined && { limits }),
    },
  };
}

function perSecond(unit: string, period: string): VarMeta {
  return {
    kind: 'gauge',
    unit: `${unit}/s`,
    description: `Events per second over the last ${period}`,
  };
}
