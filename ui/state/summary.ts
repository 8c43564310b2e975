import type { Value } from '../../src/dashboard/protocol/types.js';
import { t } from '../text/index.js';
import { formatQuantity, isNumber } from './format.js';
import {
  isCounter,
  ObjectNode,
  ValueNode,
  type VariableNode,
} from './variable-tree.js';

/** The kinds that the table shows. A number without metadata is a `number`. */
export const KINDS = [
  'counter',
  'gauge',
  'info',
  'histogram',
  'rate',
  'map',
  'string',
  'list',
  'boolean',
  'number',
  'null',
] as const;

export type Kind = (typeof KINDS)[number];

/** The names of a kind in a filter: ours and that of the language. */
export function kindNames(kind: Kind): readonly string[] {
  return [kind, t.variables.kinds[kind]];
}

/** A histogram or rate has one row with a summary of its members. */
export function isSummarized(variable: VariableNode): boolean {
  return summaryType(variable) !== undefined;
}

/** A histogram or rate counts as one variable, and a map as its members. */
export function countVariables(object: ObjectNode): number {
  let count = 0;
  for (const child of object.children.values()) {
    count +=
      child instanceof ValueNode || isSummarized(child)
        ? 1
        : countVariables(child);
  }
  return count;
}

/** Only its kind identifies a histogram in the value of a function. */
export function summaryType(
  variable: VariableNode,
): 'histogram' | 'rate' | undefined {
  if (variable instanceof ValueNode) {
    return undefined;
  }
  const { type, kind } = variable.info;
  return type === 'histogram' || kind === 'histogram'
    ? 'histogram'
    : type === 'rate'
      ? 'rate'
      : undefined;
}

export function memberOf(
  object: ObjectNode,
  name: string,
): ValueNode | undefined {
  const child = object.children.get(name);
  return child instanceof ValueNode ? child : undefined;
}

/** The figures of the last seconds, for a histogram that has a window. */
export function recentFigures(histogram: ObjectNode): ObjectNode {
  const window = histogram.children.get('window');
  return window instanceof ObjectNode ? window : histogram;
}

/** The value whose series is drawn for the variable. */
export function trendValue(variable: VariableNode): ValueNode | undefined {
  if (variable instanceof ValueNode) {
    return variable;
  }
  switch (summaryType(variable)) {
    case 'histogram': {
      const figures = recentFigures(variable);
      return memberOf(figures, 'p99') ?? memberOf(figures, 'mean');
    }
    case 'rate':
      return memberOf(variable, 'rate1m');
    default:
      return undefined;
  }
}

/** The counter whose rate is shown for the variable. */
export function rateCounter(variable: VariableNode): ValueNode | undefined {
  if (variable instanceof ValueNode) {
    return isCounter(variable) ? variable : undefined;
  }
  return isSummarized(variable) ? memberOf(variable, 'count') : undefined;
}

export function summaryText(object: ObjectNode): string {
  const [label, figure] =
    summaryType(object) === 'histogram'
      ? ['p99', memberOf(recentFigures(object), 'p99')]
      : ['1m', memberOf(object, 'rate1m')];
  const text = isNumber(figure?.value)
    ? formatQuantity(figure.value, figure.info.displayUnit, 3)
    : '–';
  return `${label} ${text}`;
}

const sources = new WeakMap<ObjectNode, { size: number; text: string }>();

/** The common part of the sources of a map's members, such as their class. */
export function sourceOf(variable: VariableNode): string {
  const stated = variable.info.source ?? '';
  if (
    stated === '' ||
    variable instanceof ValueNode ||
    isSummarized(variable)
  ) {
    return stated;
  }
  const { size } = variable.children;
  const known = sources.get(variable);
  if (known?.size === size) {
    return known.text;
  }
  let text = stated;
  for (const { info } of variable.children.values()) {
    while (!(info.source ?? '').startsWith(text)) {
      text = text.replace(/[.›]? ?[^.› ]*$/, '');
    }
  }
  text = text.replace(/[.› ]+$/, '');
  sources.set(variable, { size, text });
  return text;
}

export function kindOf(variable: VariableNode): Kind {
  if (variable instanceof ObjectNode) {
    return summaryType(variable) ?? 'map';
  }
  const { kind } = variable.info;
  const value = variable.value;
  return isNumber(value) &&
    (kind === 'counter' || kind === 'gauge' || kind === 'info')
    ? kind
    : kindOfValue(value);
}

function kindOfValue(value: Value): Kind {
  if (value === null) {
    return 'null';
  }
  if (typeof value === 'object') {
    const first = value.json[0];
    return first === '"' ? 'string' : first === '[' ? 'list' : 'map';
  }
  return typeof value === 'bigint' ? 'number' : (typeof value as Kind);
}
