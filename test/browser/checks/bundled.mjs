import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Viewer } from '../viewer.mjs';

export const name = 'a bundled application serves the dashboard';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const ADAPTERS = {
  express: ['ExpressAdapter', '@nestjs/platform-express'],
  fastify: ['FastifyAdapter', '@nestjs/platform-fastify'],
};

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ platform, browser }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'expvar-bundle-'));
  let child;
  try {
    const [adapter, from] = ADAPTERS[platform];
    await build({
      stdin: {
        contents: `
          import 'reflect-metadata';
          import { NestFactory } from '@nestjs/core';
          import { ${adapter} } from '${from}';
          import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
          class AppModule {}
          const app = await NestFactory.create(
            { module: AppModule, imports: [ExpvarModule.forRoot({ name: 'bundle' })] },
            new ${adapter}(),
            { logger: ['error'], abortOnError: false },
          );
          app.get(ExpvarRegistry).newInt('bundled').set(5);
          await app.listen(0, '127.0.0.1');
          process.send(app.getHttpServer().address().port);
        `,
        resolveDir: ROOT,
      },
      outfile: path.join(folder, 'main.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
      plugins: [optionalPeers()],
      logLevel: 'error',
      // The paths in our tsconfig lead to the sources.
      tsconfigRaw: {},
    });
    await writeFile(path.join(folder, 'package.json'), '{}');
    child = fork(path.join(folder, 'main.mjs'), { cwd: folder });
    const [port] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('The bundled application has ended.');
      }),
    ]);
    const viewer = await Viewer.open(
      browser,
      `http://127.0.0.1:${port}/debug/vars/ui`,
      { hash: '#tab=variables' },
    );
    try {
      await viewer.waitUntilLive();
      await viewer.expectText('h1', /^bundle$/);
      await viewer.expectText('#grid-body', /bundled.*5/);
      await viewer.expectNoErrors();
    } finally {
      await viewer.close();
    }
  } finally {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Nest tries to load packages that are not installed.
 *
 * @returns {import('esbuild').Plugin}
 */
function optionalPeers() {
  const require = createRequire(import.meta.url);
  return {
    name: 'optional-peers',
    setup(builder) {
      builder.onResolve({ filter: /^[^.]/ }, (args) => {
        try {
          require.resolve(args.path);
          return undefined;
        } catch {
          return { path: args.path, external: true };
        }
      });
    },
  };
}
