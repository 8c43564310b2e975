/**
 * @typedef {object} Result
 * @property {string} group
 * @property {string} name
 * @property {number} ratio
 * @property {number} goal
 * @property {number} ours
 * @property {number} peer
 * @property {string} unit
 * @property {string} node
 * @property {number} [noise] by how much the peer differs from itself
 *
 * @typedef {import('./goals.mjs').Row} Row
 */

/** @param {{ node: string, go: string | undefined, processes: number }} run */
export function heading({ node, go, processes }) {
  const machine = `Node ${node}, ${go === undefined ? 'no Go' : `Go ${go}`}`;
  return [
    `${machine}; medians of ${processes} fresh processes`,
    `${'group'.padEnd(11)}${'ours / peer'.padEnd(76)}${cells('ratio', 'goal', 'ours', 'peer')}`,
  ].join('\n');
}

/**
 * Formats one row of the report and marks a missed goal.
 *
 * @param {Row} row
 * @param {Result} result
 * @param {boolean} isMet
 */
export function line({ group, name, unit, atLeast }, result, isMet) {
  const { ratio, goal, ours, peer, noise } = result;
  return `${group.padEnd(11)}${name.padEnd(76)}${cells(
    short(ratio),
    `${atLeast ? '≥' : '≤'} ${short(goal)}`,
    `${short(ours)} ${unit}`,
    `${short(peer)} ${unit}`,
  )}${isMet ? '' : '  MISSED'}${noiseRemark(ratio, noise)}`;
}

/**
 * Formats one row of a smoke run.
 *
 * @param {Row} row
 * @param {Result} result
 * @param {boolean} isRight
 */
export function smokeLine(
  { name, unit },
  { ratio, goal, ours, peer },
  isRight,
) {
  const detail =
    unit === 'B'
      ? ` (${short(ratio)} of ${short(goal)})`
      : isRight
        ? ''
        : `: ${ours} and ${peer}`;
  return `${isRight ? 'ok  ' : 'FAIL'}  ${name}${detail}`;
}

/**
 * @param {number} ratio
 * @param {number | undefined} noise
 */
function noiseRemark(ratio, noise) {
  if (noise === undefined) {
    return '';
  }
  const percent = `${(noise * 100).toFixed(1)} %`;
  return Math.abs(ratio - 1) > noise
    ? `  (the peer against itself: ${percent})`
    : `  not resolved: the peer against itself differs by ${percent}`;
}

/** @param {readonly string[]} texts */
function cells(...texts) {
  return texts.map((text) => text.padStart(14)).join('');
}

/**
 * Formats a number with three significant digits, and more before the point.
 *
 * @param {number} x
 */
export function short(x) {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}
