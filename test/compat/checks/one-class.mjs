import assert from 'node:assert/strict';

const SCRIPT = `
  import { createRequire } from 'node:module';
  const imported = await import('nestjs-expvar');
  const required = createRequire(import.meta.url)('nestjs-expvar');
  console.log(imported.ExpvarRegistry === required.ExpvarRegistry);
`;

/** Two copies of the class would be two tokens for Nest. */
export async function oneClass(project, nodes) {
  for (const { version, path, flags } of nodes) {
    await project.check(
      `Node ${version}: require and import give the same ExpvarRegistry`,
      async () => {
        const args = [...flags, '--input-type=module', '--eval', SCRIPT];
        const { stdout, stderr } = await project.run(path, args);
        assert.deepEqual([stdout, stderr], ['true\n', '']);
      },
    );
  }
}
