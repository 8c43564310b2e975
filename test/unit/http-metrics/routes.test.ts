import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import type { ResolvedHttpOptions } from '../../../src/options/http-metrics.options.js';
import type { RouteVars } from '../../../src/http-metrics/route-vars.js';
import { Routes } from '../../../src/http-metrics/routes.js';

function newRoutes(options: Partial<ResolvedHttpOptions> = {}) {
  return new Routes({
    maxRoutes: 200,
    debugPage: false,
    window: undefined,
    ...options,
  });
}

/** Sets the variables of a route to values with as many bytes as possible. */
function fill(route: RouteVars): void {
  for (let status = 100; status < 1000; status += 100) {
    route.countAnswer(status);
  }
  route.bytesOut.set(Number.MAX_SAFE_INTEGER);
  route.latency.record(1.234_567_890_123_456_7e-100);
  route.latency.record(9.876_543_210_987_654e-100);
}

/** Returns the map `http` of a document. */
async function rendered(routes: Routes) {
  const registry = new ExpvarRegistry();
  registry.publishInMap('http', 'routes', routes.map);
  const { http } = JSON.parse((await registry.render()).toString()) as {
    http: { routes: Record<string, object> } | null;
  };
  return http;
}

describe('keys', () => {
  test('a route has its method and template as its key', () => {
    const routes = newRoutes();

    const found = routes.find('GET', '/quotes/:symbol');

    expect(routes.find('GET', '/quotes/:symbol')).toBe(found);
    expect(routes.find('POST', '/quotes/:symbol')).not.toBe(found);
    expect([...routes.map].map(([key]) => key)).toEqual([
      '(unmatched)',
      'GET /quotes/:symbol',
      'POST /quotes/:symbol',
    ]);
  });

  test('uncommon methods share the key _OTHER', () => {
    const routes = newRoutes();
    const methods = 'PURGE,M-SEARCH,PROPFIND,get,'.split(',');

    const found = new Set(methods.map((method) => routes.find(method, '/any')));

    expect(found.size).toBe(1);
    expect([...routes.map].map(([key]) => key)).toEqual([
      '(unmatched)',
      '_OTHER /any',
    ]);
  });

  test('each common method has its own key', () => {
    const routes = newRoutes();
    const methods =
      'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' ');

    for (const method of methods) {
      routes.find(method, '/any');
    }

    expect([...routes.map].map(([key]) => key)).toEqual([
      '(unmatched)',
      ...methods.map((method) => `${method} /any`),
    ]);
  });

  test('the dots of a template that Elasticsearch would refuse are encoded', () => {
    const routes = newRoutes();

    routes.find('GET', '/v1..v2/x');
    routes.find('GET', '/.well-known/x');
    routes.find('GET', '/files/:name.json');

    expect([...routes.map].map(([key]) => key)).toEqual([
      '(unmatched)',
      'GET /.well-known/x',
      'GET /files/:name.json',
      'GET /v1%2E%2Ev2/x',
    ]);
  });
});

describe('the number of routes', () => {
  test('is at most maxRoutes, and further routes count together', () => {
    const routes = newRoutes({ maxRoutes: 2 });

    routes.find('GET', '/a');
    routes.find('GET', '/b');

    const other = routes.find('GET', '/c');
    expect(routes.find('GET', '/d')).toBe(other);
    expect([...routes.map].map(([key]) => key)).toEqual([
      '(other)',
      '(unmatched)',
      'GET /a',
      'GET /b',
    ]);
  });

  test.each([
    [undefined, 1500],
    [60, 1000],
  ])(
    'is what fits into the byte limit of a variable with window %o',
    async (window, atLeast) => {
      const routes = newRoutes({ maxRoutes: 10_000, window });

      for (let i = 0; i < 10_000; i++) {
        fill(routes.find('GET', `/quotes/${i}/:symbol`));
      }

      const http = await rendered(routes);
      const keys = Object.keys(http!.routes);
      expect(keys.length).toBeGreaterThan(atLeast);
      expect(keys.length).toBeLessThan(10_000);
      expect(keys).toContain('(other)');
    },
    60_000,
  );

  test('depends on the length of templates', async () => {
    const routes = newRoutes({ maxRoutes: 10_000 });
    const long = `/${'<'.repeat(10_000)}`;

    for (let i = 0; i < 100; i++) {
      fill(routes.find('GET', `${long}${i}`));
    }
    fill(routes.find('GET', '/short'));

    const http = await rendered(routes);
    const keys = Object.keys(http!.routes);
    // A "<" takes 6 bytes in a document.
    expect(keys).toHaveLength(3 + Math.floor((1024 * 1024) / 61_000));
    expect(keys).toContain('GET /short');
  });
});
