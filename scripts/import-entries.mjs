import { isBuiltin } from 'node:module';

/**
 * @typedef {import('tsdown').Rolldown.OutputChunk} OutputChunk
 * @typedef {import('tsdown').Rolldown.OutputBundle} OutputBundle
 */

const PEERS_FILE = 'peers.cjs';
const IMPORTED_PEERS = `require("./${PEERS_FILE}").peers`;

/**
 * A plugin that writes what `import` loads in Node: a module that exports the
 * CommonJS bundle, so that a process has one copy of the package.
 *
 * The module imports the peers and hands them to the bundle, because the bundle
 * cannot always require an ES module, which Nest 12 is: Node refuses it while
 * the importing graph loads, Jest refuses it before Node 24.9, and tsx loads a
 * second Nest.
 *
 * @returns {import('tsdown').Rolldown.Plugin}
 */
export function importEntries() {
  return {
    name: 'import-entries',
    renderChunk(code, _chunk, { format }) {
      return format === 'cjs'
        ? code.replaceAll(/= (require\("([^".][^"]*)"\))/g, (text, call, id) =>
            isBuiltin(id) ? text : `= ${IMPORTED_PEERS}["${id}"] ?? ${call}`,
          )
        : undefined;
    },
    generateBundle({ format }, chunks) {
      if (format !== 'cjs') {
        return;
      }
      const entries = Object.values(chunks).filter(isEntry);
      this.emitFile({
        type: 'asset',
        fileName: PEERS_FILE,
        source: peersModule(entries),
      });
      for (const entry of entries) {
        this.emitFile({
          type: 'asset',
          fileName: `${entry.name}.import.js`,
          source: importEntry(entry, peersOf(entry, chunks)),
        });
      }
    },
  };
}

/**
 * @param {OutputBundle[string]} output
 * @returns {output is OutputChunk}
 */
function isEntry(output) {
  return output.type === 'chunk' && output.isEntry;
}

/** @param {readonly OutputChunk[]} entries */
function peersModule(entries) {
  return `"use strict";
const peers = {};
const importing = (load) => (imported) => {
  Object.assign(peers, imported);
  return load();
};
exports.peers = peers;
exports.load = {
${entries.map(({ name, fileName }) => `  "${name}": importing(() => require("./${fileName}")),`).join('\n')}
};
`;
}

/**
 * @param {OutputChunk} entry
 * @param {readonly string[]} peers
 */
function importEntry({ name, exports }, peers) {
  return `${peers.map((peer, i) => `import * as peer${i} from "${peer}";`).join('\n')}
import { load } from "./${PEERS_FILE}";
export const {
  ${exports.join(',\n  ')},
} = load["${name}"]({
${peers.map((peer, i) => `  "${peer}": peer${i},`).join('\n')}
});
`;
}

/**
 * The packages that a chunk and the chunks that it imports import.
 *
 * @param {OutputChunk} chunk
 * @param {OutputBundle} chunks
 * @returns {string[]}
 */
function peersOf({ imports }, chunks) {
  const peers = imports.flatMap((id) => {
    const chunk = chunks[id];
    if (chunk?.type === 'chunk') {
      return peersOf(chunk, chunks);
    }
    return isBuiltin(id) ? [] : [id];
  });
  return [...new Set(peers)];
}
