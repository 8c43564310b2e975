import assert from 'node:assert/strict';
import { PLATFORMS, portOf, withApp } from '../app.mjs';

/** The application finds nothing wrong with itself as it starts. */
export function startsWell(entry) {
  return async (project, [node]) => {
    for (const platform of PLATFORMS) {
      await project.check(`${platform}: ${entry} starts well`, () =>
        withApp(project, { entry, node, platform }, portOf),
      );
    }
  };
}

/** What must keep an application from starting does, and says why. */
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
