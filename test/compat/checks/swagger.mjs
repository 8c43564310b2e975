import assert from 'node:assert/strict';
import { portOf, withApp } from '../app.mjs';
import { request } from '../http.mjs';

/**
 * Checks that the OpenAPI document does not contain the routes of the package.
 *
 * @type {import('../projects.mjs').Check}
 */
export const swagger = async (project, [node]) => {
  await project.check('Swagger does not list the page', () =>
    withApp(
      project,
      { entry: 'swagger', node, platform: 'express' },
      async (app) => {
        const { body } = await request(await portOf(app), 'GET', '/docs-json');
        const { paths } = JSON.parse(body);
        assert.deepEqual(Object.keys(paths), ['/api/v1/quotes']);
      },
    ),
  );
};
