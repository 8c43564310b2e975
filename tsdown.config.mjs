// Writes dist: for every entry one ESM bundle, one CommonJS bundle and one
// declaration file per format. The dashboard is a chunk of its own, which loads
// when an application starts with it.
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'tsdown';

/** The subpaths of the package: a name in dist, and the file in src. */
const ENTRIES = { index: 'src/index.ts' };

const PAGE_SOURCE = 'src/dashboard/assets.generated.ts';
const PAGE_FILE = 'dashboard-page.cjs';

const PEERS_FILE = 'peers.cjs';
const IMPORTED_PEERS = `require("./${PEERS_FILE}").peers`;

const common = {
  target: 'es2022',
  hash: false,
  fixedExtension: false,
  logLevel: 'warn',
  failOnWarn: true,
  inputOptions: {
    experimental: { attachDebugInfo: 'none' },
    checks: { pluginTimings: false },
  },
};

export default defineConfig([
  {
    ...common,
    entry: ENTRIES,
    format: ['esm', 'cjs'],
    dts: true,
    plugins: [pageInOneFile(), importEntries()],
    outputOptions: (options, format) => ({
      ...options,
      chunkFileNames: (chunk) =>
        `${chunkName(chunk)}.${format === 'cjs' ? 'cjs' : 'js'}`,
      codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
      comments: false,
      minifyInternalExports: false,
      strict: true,
    }),
  },
  {
    ...common,
    entry: { [path.parse(PAGE_FILE).name]: PAGE_SOURCE },
    format: 'cjs',
    dts: false,
    outputOptions: { comments: false, strict: true },
  },
]);

/** Names the chunk of a dynamic import after the folder that it loads. */
function chunkName({ isDynamicEntry, facadeModuleId, name }) {
  return isDynamicEntry ? path.basename(path.dirname(facadeModuleId)) : name;
}

/** Lets both formats load the dashboard's page from the same file. */
function pageInOneFile() {
  const { name } = path.parse(PAGE_SOURCE);
  return {
    name: 'page-in-one-file',
    resolveId: (specifier) =>
      path.parse(specifier).name === name
        ? { id: `./${PAGE_FILE}`, external: true }
        : undefined,
  };
}

/**
 * Writes what `import` loads in Node: the CommonJS bundle, so that a process has
 * one copy of the package. The importing module hands its peers over, because
 * not everybody who imports an ES module can also require it: Node cannot while
 * a module graph that imports it loads, and Jest and tsx cannot at all.
 */
function importEntries() {
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
      const entries = Object.values(chunks).filter(({ isEntry }) => isEntry);
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

/** The packages that a chunk and the chunks that it imports import. */
function peersOf({ imports }, chunks) {
  const peers = imports.flatMap((id) => {
    const chunk = chunks[id];
    if (chunk !== undefined) {
      return peersOf(chunk, chunks);
    }
    return isBuiltin(id) ? [] : [id];
  });
  return [...new Set(peers)];
}
