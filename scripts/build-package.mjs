// Bundles the package into dist: each entry once as an ES module and once as a
// CommonJS module, both with one declaration file. The dashboard is a chunk of
// its own, because only applications that have it load it.
//
// The subpath testing is one CommonJS module with one declaration file, for import
// and require. It stands alone: it works on the registry that it is given, and
// loads neither the package nor Nest.
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { importEntries } from './import-entries.mjs';

/** The source of each entry, by its name in dist. */
const ENTRIES = { index: 'src/index.ts' };

/** The source of each subpath, by its name, such as `nestjs-expvar/testing`. */
const SUBPATHS = { testing: 'src/testing/index.ts' };

/**
 * The source of each subpath that uses classes of the package. It imports the
 * package as a user would, and so needs a file for each module format.
 */
const DUAL_SUBPATHS = {
  otel: 'src/otel/index.ts',
  'prom-client': 'src/prom-client/index.ts',
  terminus: 'src/terminus/index.ts',
};

const PAGE_SOURCE = 'src/dashboard/assets.generated.ts';
const PAGE_FILE = 'dashboard-page.cjs';

/** @satisfies {import('tsdown').InlineConfig} */
const common = {
  config: false,
  cwd: fileURLToPath(new URL('..', import.meta.url)),
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

await build({
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
});
await build({
  ...common,
  entry: SUBPATHS,
  clean: false,
  format: 'cjs',
  dts: true,
  outputOptions: { comments: false, strict: true },
});
for (const [name, source] of Object.entries(DUAL_SUBPATHS)) {
  await build({
    ...common,
    entry: { [name]: source },
    clean: false,
    format: ['esm', 'cjs'],
    dts: true,
    deps: { neverBundle: ['nestjs-expvar'] },
    outputOptions: { comments: false, strict: true },
  });
}
await build({
  ...common,
  entry: { [path.parse(PAGE_FILE).name]: PAGE_SOURCE },
  clean: false,
  format: 'cjs',
  dts: false,
  outputOptions: { comments: false, strict: true },
});

await build({
  ...common,
  entry: { 'schematics/nest-add/index': 'schematics/nest-add/index.ts' },
  clean: false,
  // The schematics CLI loads factories with require().
  format: 'cjs',
  dts: false,
  outputOptions: { comments: false, strict: true },
});
await copyToDist('schematics/collection.json', 'schematics/collection.json');
await copyToDist(
  'src/dashboard/assets.generated.LICENSE.txt',
  'dashboard-page.LICENSE.txt',
);

/**
 * @param {string} source relative to the repository
 * @param {string} target relative to dist
 */
function copyToDist(source, target) {
  return copyFile(
    path.join(common.cwd, source),
    path.join(common.cwd, 'dist', target),
  );
}

/**
 * Names the chunk of a dynamic import after the folder that it loads.
 *
 * @param {import('tsdown').Rolldown.PreRenderedChunk} chunk
 */
function chunkName({ isDynamicEntry, facadeModuleId, name }) {
  return isDynamicEntry
    ? path.basename(path.dirname(facadeModuleId ?? ''))
    : name;
}

/**
 * Keeps the dashboard's page out of the bundles: both load it from one file.
 *
 * @returns {import('tsdown').Rolldown.Plugin}
 */
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
