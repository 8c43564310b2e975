import assert from 'node:assert/strict';
import { PLATFORMS, portOf, withApp } from '../app.mjs';
import { request } from '../http.mjs';

/** The application's variables after one request for its route. */
const VARIABLES = {
  guard: 1,
  middleware: 1,
  ordersController: { list: { calls: 1, errors: 0, inFlight: 0, latency: 1 } },
  reads: { calls: 1, errors: 0, inFlight: 0 },
  filterOfLazyProvider: 0,
  filterOfProvider: 0,
  guardOfClassOfLazyProvider: 0,
  guardOfClassOfProvider: 0,
  guardOfLazyProvider: 0,
  guardOfProvider: 0,
  interceptorOfLazyProvider: 0,
  interceptorOfProvider: 0,
  parameterPipeOfLazyProvider: 0,
  parameterPipeOfProvider: 0,
  pipeOfLazyProvider: 0,
  pipeOfProvider: 0,
};

/**
 * Checks that every kind of provider is found and the running instances are
 * published.
 *
 * @type {import('../projects.mjs').Check}
 */
export const discovery = async (project, [node]) => {
  for (const platform of PLATFORMS) {
    await project.check(`${platform}: finds all variables`, () =>
      withApp(project, { entry: 'main', node, platform }, async (app) => {
        const port = await portOf(app);
        const orders = await request(port, 'GET', '/orders');
        assert.deepEqual([orders.status, orders.body], [200, '[]']);
        const { body } = await request(port, 'GET', '/debug/vars');
        const { http, ...variables } = JSON.parse(body);
        const { latency } = variables.ordersController.list;
        variables.ordersController.list.latency = latency.count;
        assert.deepEqual(variables, VARIABLES);
        assert.deepEqual(Object.keys(http.routes), [
          '(unmatched)',
          'GET /orders',
        ]);
        assert.equal(app.stderr, '');
      }),
    );
  }
};
