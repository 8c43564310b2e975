import { expect, test } from 'vitest';
import {
  type RequestsOptions,
  resolveRequests,
} from '../../../src/http-metrics/http-metrics.options.js';

test('requests are not counted unless the option says so', () => {
  expect(resolveRequests({})).toBe(undefined);
  expect(resolveRequests({ http: false })).toBe(undefined);
});

test('the defaults', () => {
  const defaults = { maxRoutes: 200, debugPage: false, latency: {} };
  expect(resolveRequests({ http: true })).toEqual(defaults);
  expect(resolveRequests({ http: {} })).toEqual(defaults);
  expect(
    resolveRequests({ http: { maxRoutes: 5, debugPage: true, window: 60 } }),
  ).toEqual({ maxRoutes: 5, debugPage: true, latency: { window: 60 } });
});

test.each<[unknown, string]>([
  [null, 'http: it must be true, false or { maxRoutes, window, debugPage }'],
  ['on', 'http: it must be true, false or { maxRoutes, window, debugPage }'],
  [
    { routes: 5 },
    'http: it has no member "routes"; its members are maxRoutes, window, debugPage',
  ],
  [
    { maxRoutes: 0 },
    'http.maxRoutes: it must be a whole number from 1 to 10000',
  ],
  [
    { maxRoutes: 10_001 },
    'http.maxRoutes: it must be a whole number from 1 to 10000',
  ],
  [
    { maxRoutes: 1.5 },
    'http.maxRoutes: it must be a whole number from 1 to 10000',
  ],
  [
    { window: 0.0001 },
    'http.window: it must be a number of seconds, 0.001 or more',
  ],
  [{ window: 0 }, 'http.window: it must be a number of seconds, 0.001 or more'],
  [
    { window: '60' },
    'http.window: it must be a number of seconds, 0.001 or more',
  ],
  [
    { window: NaN },
    'http.window: it must be a number of seconds, 0.001 or more',
  ],
  [{ debugPage: 'yes' }, 'http.debugPage: it must be true or false'],
])('http: %j is refused', (http, message) => {
  expect(() => resolveRequests({ http } as RequestsOptions)).toThrow(
    `expvar: ExpvarModule option ${message}`,
  );
});
