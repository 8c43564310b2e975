import assert from 'node:assert/strict';

/**
 * Runs the project's tests with Jest, which has its own module loader.
 *
 * @param {string[]} nodeFlags
 * @returns {import('../projects.mjs').Check}
 */
export function jest(...nodeFlags) {
  return async (project, nodes) => {
    for (const { version, path } of nodes) {
      await project.check(`Node ${version}: its Jest passes`, async () => {
        const { code, stderr } = await project.run(path, [
          ...nodeFlags,
          'node_modules/jest/bin/jest.js',
        ]);
        assert.equal(code, 0, stderr);
      });
    }
  };
}
