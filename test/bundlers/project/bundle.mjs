// Bundles the application with one bundler, in the folder that has them all.
import { argv } from 'node:process';
import { promisify } from 'node:util';

const INPUT = './app/main.mjs';

/** Packages that Nest loads only where an application uses them. */
const OPTIONAL =
  /^(?:@nestjs\/(?:microservices|websockets|platform-fastify)|class-(?:transformer|validator)|@fastify\/(?:static|view)|file-type)(?:\/|$)/;

/** An ES module has no `require`, which CommonJS packages in the bundle call. */
const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

const [, , name = '', file = ''] = argv;
const isEsm = file.endsWith('.mjs');

/** @typedef {{ hasErrors(): boolean, toString(options: object): string }} Stats */

/** @type {Record<string, () => Promise<void>>} */
const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [INPUT],
      outfile: file,
      bundle: true,
      format: isEsm ? 'esm' : 'cjs',
      platform: 'node',
      banner: { js: isEsm ? REQUIRE : '' },
      logLevel: 'error',
      plugins: [
        {
          name: 'optional',
          setup({ onResolve }) {
            onResolve({ filter: OPTIONAL }, ({ path }) => ({
              path,
              external: true,
            }));
          },
        },
      ],
    });
  },

  async rollup() {
    const { rollup } = await import('rollup');
    const { default: commonjs } = await import('@rollup/plugin-commonjs');
    const { default: json } = await import('@rollup/plugin-json');
    const { default: nodeResolve } =
      await import('@rollup/plugin-node-resolve');
    const bundle = await rollup({
      input: INPUT,
      external: OPTIONAL,
      plugins: [
        nodeResolve({ preferBuiltins: true }),
        commonjs({ ignore: (/** @type {string} */ id) => OPTIONAL.test(id) }),
        json(),
      ],
      logLevel: 'silent',
    });
    await bundle.write({
      file,
      format: isEsm ? 'esm' : 'cjs',
      inlineDynamicImports: true,
    });
  },

  async webpack() {
    const { default: webpack } = await import('webpack');
    await compile(webpack);
  },

  async rspack() {
    const { rspack } = await import('@rspack/core');
    await compile(rspack);
  },
};

/** @param {(options: object, done: (error: Error | null, stats: Stats) => void) => void} bundler */
async function compile(bundler) {
  const stats = await promisify(bundler)({
    mode: 'production',
    target: 'node',
    entry: INPUT,
    externals: [OPTIONAL],
    externalsType: isEsm ? 'import' : 'commonjs',
    experiments: { outputModule: isEsm },
    output: {
      path: import.meta.dirname,
      filename: file,
      chunkFormat: isEsm ? 'module' : 'commonjs',
      library: { type: isEsm ? 'module' : 'commonjs2' },
    },
    optimization: { minimize: false },
  });
  if (stats.hasErrors()) {
    throw new Error(stats.toString({ all: false, errors: true }));
  }
}

await bundlers[name]?.();
