/** @import { Panel, Series } from './panels.mjs' */

const OPERATIONS = {
  last_value: 'last value',
  max: 'maximum',
  average: 'average',
  counter_rate: 'increase per second',
};

/**
 * The rows of a table of the panels, the first with the titles.
 *
 * @param {Panel[]} panels
 */
export function panelRows(panels) {
  return [
    ['panel', 'kind', 'what it shows', 'unit'],
    ...panels.map((panel) => [
      panel.title,
      panel.kind.replace('_', ', '),
      contentsOf(panel),
      unitOf(panel),
    ]),
  ];
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
