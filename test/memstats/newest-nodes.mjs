import { fileURLToPath } from 'node:url';
import { installNodes } from '../compat/nodes.mjs';
import { reachRegistry } from '../compat/npm.mjs';

const FOLDER = fileURLToPath(new URL('../compat/.work/nodes', import.meta.url));

/** The newest Node of each supported line, the oldest line first. */
export async function newestNodes() {
  await reachRegistry();
  const lines = new Map();
  const nodes = (await installNodes(FOLDER)).toSorted(byVersion);
  for (const node of nodes) {
    const [line] = node.version.split('.');
    lines.set(line, node);
  }
  return [...lines.values()];
}

function byVersion({ version: a }, { version: b }) {
  return a.localeCompare(b, 'en', { numeric: true });
}
