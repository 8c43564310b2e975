export function heading({ node, go, processes }) {
  const machine = `Node ${node}, ${go === undefined ? 'no Go' : `Go ${go}`}`;
  return [
    `${machine}; medians of ${processes} fresh processes`,
    `${'group'.padEnd(9)}${'ours / peer'.padEnd(76)}${cells('ratio', 'goal', 'ours', 'peer')}`,
  ].join('\n');
}

/** One row of the report; a missed goal is marked. */
export function line({ group, name, unit, atLeast }, result, isMet) {
  const { ratio, goal, ours, peer } = result;
  return `${group.padEnd(9)}${name.padEnd(76)}${cells(
    short(ratio),
    `${atLeast ? '≥' : '≤'} ${short(goal)}`,
    `${short(ours)} ${unit}`,
    `${short(peer)} ${unit}`,
  )}${isMet ? '' : '  MISSED'}`;
}

function cells(...texts) {
  return texts.map((text) => text.padStart(14)).join('');
}

/** Three significant digits, and all of those before the point. */
export function short(x) {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}
