/** @import { Panel, Series } from './panels.mjs' */

const OPERATIONS = {
  last_value: 'last value',
  max: 'maximum',
  average: 'average',
  counter_rate: 'increase per second',
};

/**
 * The panels as a Markdown table.
 *
 * @param {Panel[]} panels
 */
export function panelTable(panels) {
  const rows = [
    ['panel', 'kind', 'what it shows', 'unit'],
    ...panels.map((panel) => [
      panel.title,
      panel.kind.replace('_', ', '),
      contentsOf(panel),
      unitOf(panel),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = rows.map(
    (row) =>
      `| ${row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/**
 * Describes what the series show. Fields that differ only in the key that is the label
 * share one description, in which the key is a star.
 *
 * @param {Panel} panel
 */
function contentsOf({ series }) {
  const patterns = series.map(patternOf);
  const descriptions = series.map(({ field, operation, divideBy }, i) => {
    const pattern = patterns[i] ?? field;
    const isShared = patterns.filter((entry) => entry === pattern).length > 1;
    const divided = divideBy === undefined ? '' : ` / ${divideBy}`;
    return `${OPERATIONS[operation]} of \`${isShared ? pattern : field}\`${divided}`;
  });
  return [...new Set(descriptions)].join('; ');
}

/** @param {Series} series */
function patternOf({ label, field }) {
  const [key] = label.split(', ');
  return field
    .split('.')
    .map((part) => (part === key ? '*' : part))
    .join('.');
}

/** @param {Panel} panel */
function unitOf({ unit, series }) {
  return [...new Set(series.map((entry) => entry.unit ?? unit))].join('; ');
}

/**
 * The columns of a text in a monospaced font, as Prettier counts them.
 *
 * @param {string} text
 */
function widthOf(text) {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}
