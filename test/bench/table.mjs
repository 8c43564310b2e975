export function heading({ node, go, processes }) {
  const machine = `Node ${node}, ${go === undefined ? 'no Go' : `Go ${go}`}`;
  return [
    `${machine}; medians of ${processes} fresh processes`,
    `${'group'.padEnd(11)}${'ours / peer'.padEnd(76)}${cells('ratio', 'goal', 'ours', 'peer')}`,
  ].join('\n');
}

/** One row of the report; a missed goal is marked. */
export function line({ group, name, unit, atLeast }, result, isMet) {
  const { ratio, goal, ours, peer, noise } = result;
  return `${group.padEnd(11)}${name.padEnd(76)}${cells(
    short(ratio),
    `${atLeast ? '≥' : '≤'} ${short(goal)}`,
    `${short(ours)} ${unit}`,
    `${short(peer)} ${unit}`,
  )}${isMet ? '' : '  MISSED'}${remark(ratio, noise)}`;
}

/** What the peer against itself says of a ratio. */
function remark(ratio, noise) {
  if (noise === undefined) {
    return '';
  }
  const percent = `${(noise * 100).toFixed(1)} %`;
  return Math.abs(ratio - 1) > noise
    ? `  (the peer against itself: ${percent})`
    : `  not resolved: the peer against itself differs by ${percent}`;
}

function cells(...texts) {
  return texts.map((text) => text.padStart(14)).join('');
}

/** Three significant digits, and all of those before the point. */
export function short(x) {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}
