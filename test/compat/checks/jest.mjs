import assert from 'node:assert/strict';

/** Jest loads modules its own way, and takes the CommonJS copy. */
export async function jest(project, nodes) {
  for (const { version, path } of nodes) {
    await project.check(`Node ${version}: its Jest passes`, async () => {
      const { code, stderr } = await project.run(path, [
        'node_modules/jest/bin/jest.js',
      ]);
      assert.equal(code, 0, stderr);
    });
  }
}
