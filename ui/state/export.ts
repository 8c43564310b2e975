import type { Changes } from './changes.js';
import { formatQuantity, formatRate, formatValue, jsonOf } from './format.js';
import { printable } from './printable.js';
import type { Row } from './rows.js';
import type { Store } from './store.js';
import {
  isSummarized,
  kindOf,
  rateCounter,
  summaryText,
  trendValue,
} from './summary.js';
import { ObjectNode, ValueNode, type VariableNode } from './variable-tree.js';

/** More rows are too long for a chat or a ticket. */
const MAX_MARKDOWN_ROWS = 200;

/** Returns the texts of the rows of variables, as the table shows them. */
export function rowsAsTable(
  rows: readonly Row[],
  store: Store,
  changes: Changes | undefined,
): string[][] {
  return variablesOf(rows).map((variable) => {
    const failure = store.failureOf(variable);
    return [
      variable.path.map((part) => printable(part)).join('.'),
      failure !== undefined
        ? `⚠ ${printable(failure.reason)}`
        : variable instanceof ObjectNode
          ? summaryText(variable)
          : formatValue(variable.value, variable.info.displayUnit),
      changeText(variable, store, changes),
      kindOf(variable),
    ];
  });
}

/** Maps have no value. A pinned member also has a row in its map. */
function variablesOf(rows: readonly Row[]): VariableNode[] {
  const variables = rows.flatMap((row) =>
    row.type === 'variable' &&
    (row.variable instanceof ValueNode || isSummarized(row.variable))
      ? [row.variable]
      : [],
  );
  return [...new Set(variables)];
}

/** The difference since the reference time, or else the rate of a counter. */
export function changeText(
  variable: VariableNode,
  store: Store,
  changes: Changes | undefined,
): string {
  if (changes !== undefined) {
    const number = trendValue(variable);
    const delta = number && changes.deltaOf(number);
    return delta === undefined
      ? ''
      : formatDelta(delta, number!.info.displayUnit);
  }
  const counter = rateCounter(variable);
  const rate = counter === undefined ? null : store.rateOf(counter);
  return rate === null ? '' : formatRate(rate, counter!.info.displayUnit);
}

/** A difference with its sign: `+3 MiB`, `−2`, or `0`. */
export function formatDelta(delta: number, unit: string | undefined): string {
  const sign = delta > 0 ? '+' : delta < 0 ? '−' : '';
  return sign + formatQuantity(Math.abs(delta), unit, 3);
}

/** @param rows the head first */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const more = body.length - MAX_MARKDOWN_ROWS;
  const lines = [
    head.map(markdownCell),
    head.map((_, index) => (index === 0 ? '---' : '---:')),
    ...body.slice(0, MAX_MARKDOWN_ROWS).map((cells) => cells.map(markdownCell)),
  ];
  return [
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    ...(more > 0 ? ['', `… +${more}`] : []),
  ].join('\n');
}

/** Characters that Markdown, HTML in it, or a chat would not show as they are. */
function markdownCell(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~#@]/g, '\\$&').replaceAll('\n', ' ');
}

/** The exact values of the rows of variables, for CSV. */
export function rowsAsValues(
  rows: readonly Row[],
  store: Store,
  changes: Changes | undefined,
): string[][] {
  const lines = [
    ['name', 'value', 'unit', 'kind', changes ? 'delta' : 'rate', 'source'],
  ];
  for (const variable of variablesOf(rows)) {
    if (!(variable instanceof ValueNode)) {
      continue;
    }
    const { unit = '', source = '' } = variable.info;
    const value = variable.value;
    const counter = rateCounter(variable);
    const change =
      changes === undefined
        ? counter && store.rateOf(counter)
        : changes.deltaOf(variable);
    lines.push([
      variable.path.join('.'),
      typeof value === 'string' ? value : jsonOf(value),
      unit,
      kindOf(variable),
      change === undefined || change === null ? '' : String(change),
      source,
    ]);
  }
  return lines;
}

/** The samples of values, one column each, from a time to another. */
export function seriesAsCsv(
  values: readonly ValueNode[],
  store: Store,
  fromMono: number,
  toMono: number,
): string {
  const { timeline } = store;
  const lines = [['time', ...values.map(({ path }) => path.join('.'))]];
  for (let tick = timeline.firstTick; tick <= timeline.lastTick; tick++) {
    const mono = timeline.mono.get(tick);
    if (mono >= fromMono && mono <= toMono) {
      lines.push([
        new Date(timeline.wall.get(tick)).toISOString(),
        ...values.map(({ id }) => {
          const sample = store.series.get(id)?.get(tick) ?? NaN;
          return Number.isNaN(sample) ? '' : String(sample);
        }),
      ]);
    }
  }
  return csvOf(lines);
}

export function csvOf(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join()}\r\n`).join('');
}

/** Spreadsheets take a text that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r](?![\d.]*(?:e[+-]?\d+)?$)/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The JSON of the rows of variables, nested as in the document. */
export function rowsAsJson(rows: readonly Row[], store: Store): string {
  const included = new Set<VariableNode>();
  for (const variable of variablesOf(rows)) {
    let node: VariableNode | undefined = variable;
    for (; node !== undefined; node = node.parent) {
      included.add(node);
    }
  }
  return jsonOfNode(store.root, included, '\n');
}

/** The JSON of a variable with all of its members. */
export function variableAsJson(variable: VariableNode): string {
  return jsonOfNode(variable, undefined, '\n');
}

function jsonOfNode(
  node: VariableNode,
  included: ReadonlySet<VariableNode> | undefined,
  newLine: string,
): string {
  if (node instanceof ValueNode) {
    return jsonOf(node.value);
  }
  const all = included === undefined || isSummarized(node);
  const members = [...node.children.values()].filter(
    (child) => all || included.has(child),
  );
  const indented = `${newLine}  `;
  return members.length === 0
    ? '{}'
    : `{${members
        .map(
          (child) =>
            `${indented}${JSON.stringify(child.name)}: ${jsonOfNode(child, all ? undefined : included, indented)}`,
        )
        .join(',')}${newLine}}`;
}
