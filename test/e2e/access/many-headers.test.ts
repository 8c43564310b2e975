import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { exchange } from '../../support/http-client.js';
import { bareExpvar, publishSamples } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

describe.each(platforms)('on %s', (platform) => {
  // Node drops headers beyond about 1000.
  test.each([
    [90, '200'],
    [101, '403'],
    [997, '403'],
    [1000, '4(?:03|31)'],
    [1500, '4(?:03|31)'],
  ])(
    'a forwarding header behind %i other headers is found',
    async (count, status) => {
      const { app, url } = await start(
        platform,
        moduleOf({ imports: [bareExpvar()] }),
      );
      publishSamples(app.get(ExpvarRegistry));
      const response = await exchange(url, [
        'GET /debug/vars HTTP/1.1',
        'Host: localhost',
        ...Array.from({ length: count }, () => 'a:'),
        ...(count > 100 ? ['X-Forwarded-For: 203.0.113.7'] : []),
      ]);
      expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    },
  );
});
