import assert from 'node:assert/strict';

/** Imports the package and a subpath before Nest, and also requires both. */
const SCRIPT = `
  import { readVars } from 'nestjs-expvar/testing';
  import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
  import { NestFactory } from '@nestjs/core';
  import { createRequire } from 'node:module';

  const require = createRequire(import.meta.url);
  const required = require('nestjs-expvar');
  const app = await NestFactory.createApplicationContext(
    ExpvarModule.forRoot(),
    { logger: ['error'] },
  );
  app.get(required.ExpvarRegistry).newInt('orders');
  console.log(
    app.get(ExpvarRegistry).has('orders'),
    await readVars(new required.ExpvarRegistry()),
    require('nestjs-expvar/testing').readVars === readVars,
  );
  await app.close();
`;

/**
 * Checks that import and require give the same class, because Nest uses classes
 * as tokens.
 *
 * @type {import('../projects.mjs').Check}
 */
export const oneClass = async (project, nodes) => {
  for (const { version, path, flags } of nodes) {
    await project.check(
      `Node ${version}: an application has one registry for import and require`,
      async () => {
        const args = [...flags, '--input-type=module', '--eval', SCRIPT];
        const { stdout, stderr } = await project.run(path, args);
        assert.deepEqual([stdout, stderr], ['true {} true\n', '']);
      },
    );
  }
};
