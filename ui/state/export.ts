import type { Value } from '../../src/dashboard/protocol/types.js';
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

export interface ExportedRow {
  readonly path: readonly string[];
  readonly value: string;
  readonly change: string;
  readonly kind: string;
}

/** Returns the texts of the rows of variables, as the table shows them. */
function* textsOf(
  rows: readonly Row[],
  store: Store,
  changes: Changes | undefined,
): Generator<ExportedRow> {
  for (const row of rows) {
    if (row.type === 'variable' && isExported(row.variable)) {
      const { variable } = row;
      const failure = store.failureOf(variable);
      yield {
        path: variable.path,
        value:
          failure !== undefined
            ? `⚠ ${printable(failure.reason)}`
            : variable instanceof ObjectNode
              ? summaryText(variable, store)
              : formatValue(store.valueOf(variable), variable.info.displayUnit),
        change: changeText(variable, store, changes),
        kind: kindOf(variable, store),
      };
    }
  }
}

function isExported(variable: VariableNode): boolean {
  return variable instanceof ValueNode || isSummarized(variable);
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

export function rowsAsMarkdown(
  rows: readonly Row[],
  store: Store,
  changes: Changes | undefined,
  head: readonly [name: string, value: string, change: string, kind: string],
): string {
  const lines = [head.map(markdownCell).join(' | '), '--- | ---: | ---: | ---'];
  let count = 0;
  for (const { path, value, change, kind } of textsOf(rows, store, changes)) {
    if (++count <= MAX_MARKDOWN_ROWS) {
      const cells = [
        path.map((part) => printable(part)).join('.'),
        value,
        change,
        kind,
      ];
      lines.push(cells.map(markdownCell).join(' | '));
    }
  }
  const more = count - MAX_MARKDOWN_ROWS;
  return [
    ...lines.map((line) => `| ${line} |`),
    ...(more > 0 ? ['', `… +${more}`] : []),
    '',
  ].join('\n');
}

/** Characters that Markdown, HTML in it, or a chat would not show as they are. */
export function markdownCell(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~#@]/g, '\\$&').replaceAll('\n', ' ');
}

export function rowsAsCsv(
  rows: readonly Row[],
  store: Store,
  changes: Changes | undefined,
): string {
  const lines = [
    ['name', 'value', 'unit', 'kind', changes ? 'delta' : 'rate', 'source'],
  ];
  for (const row of rows) {
    if (row.type !== 'variable' || !(row.variable instanceof ValueNode)) {
      continue;
    }
    const { variable } = row;
    const { unit = '', source = '' } = variable.info;
    const counter = rateCounter(variable);
    const change =
      changes === undefined
        ? counter && store.rateOf(counter)
        : changes.deltaOf(variable);
    lines.push([
      csvText(variable.path.join('.')),
      csvValue(store.valueOf(variable)),
      csvText(unit),
      kindOf(variable, store),
      change === undefined || change === null ? '' : String(change),
      csvText(source),
    ]);
  }
  return csvLines(lines);
}

/** The samples of values, one column each, from a time to another. */
export function seriesAsCsv(
  values: readonly ValueNode[],
  store: Store,
  fromMono: number,
  toMono: number,
): string {
  const { timeline } = store;
  const lines = [
    ['time', ...values.map(({ path }) => csvText(path.join('.')))],
  ];
  for (let tick = timeline.firstTick; tick <= timeline.lastTick; tick++) {
    const mono = timeline.mono.get(tick);
    if (mono >= fromMono && mono <= toMono) {
      lines.push([
        new Date(timeline.wall.get(tick)).toISOString(),
        ...values.map(({ id }) => {
          const sample = store.samplesOf(id)?.get(tick) ?? NaN;
          return Number.isNaN(sample) ? '' : String(sample);
        }),
      ]);
    }
  }
  return csvLines(lines);
}

function csvLines(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join()}\r\n`).join('');
}

/** Spreadsheets take a text that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function csvValue(value: Value): string {
  return typeof value === 'string' ? csvText(value) : jsonOf(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The JSON of the rows of variables, nested as in the document. */
export function rowsAsJson(rows: readonly Row[], store: Store): string {
  const included = new Set<VariableNode>();
  for (const row of rows) {
    if (row.type === 'variable' && isExported(row.variable)) {
      let node: VariableNode | undefined = row.variable;
      for (; node !== undefined; node = node.parent) {
        included.add(node);
      }
    }
  }
  return jsonOfNode(store.root, store, included, '\n');
}

/** The JSON of a variable with all of its members. */
export function variableAsJson(variable: VariableNode, store: Store): string {
  return jsonOfNode(variable, store, undefined, '\n');
}

function jsonOfNode(
  node: VariableNode,
  store: Store,
  included: ReadonlySet<VariableNode> | undefined,
  newLine: string,
): string {
  if (node instanceof ValueNode) {
    return jsonOf(store.valueOf(node));
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
            `${indented}${JSON.stringify(child.name)}: ${jsonOfNode(child, store, all ? undefined : included, indented)}`,
        )
        .join(',')}${newLine}}`;
}
