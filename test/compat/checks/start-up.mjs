import assert from 'node:assert/strict';
import { PLATFORMS, portOf, withApp } from '../app.mjs';

/**
 * Checks that the application starts without a complaint.
 *
 * @param {string} entry
 * @returns {import('../projects.mjs').Check}
 */
export function startsWell(entry) {
  return async (project, [node]) => {
    for (const platform of PLATFORMS) {
      await project.check(`${platform}: ${entry} starts well`, () =>
        withApp(project, { entry, node, platform }, portOf),
      );
    }
  };
}

/**
 * Checks that the application refuses to start and logs the reason.
 *
 * @param {string} entry
 * @param {RegExp} reason
 * @returns {import('../projects.mjs').Check}
 */
export function refused(entry, reason) {
  return async (project, [node]) => {
    for (const platform of PLATFORMS) {
      await project.check(`${platform}: ${entry} is refused`, () =>
        withApp(project, { entry, node, platform }, async (app) => {
          const port = await portOf(app).catch(() => undefined);
          assert.ok(port === undefined, 'it listens');
          assert.equal(await app.ends(), 1);
          assert.match(app.stderr, reason);
        }),
      );
    }
  };
}
