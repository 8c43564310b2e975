import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import { deferred } from '../../support/deferred.js';
import { eventually } from '../../support/eventually.js';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';

/** The headers of a browser that fetches from a page of the same origin. */
function sameOrigin(url: string) {
  return { headers: { Origin: new URL(url).origin } };
}

describe.each(platforms)('where %s enables CORS', (platform) => {
  describe.each(['the application’s port', 'server'])('on %s', (port) => {
    async function started() {
      const logger = new RecordingLogger();
      const options = port === 'server' ? { server: { port: 0 } } : {};
      const { app, url } = await start(
        platform,
        moduleOf({ imports: [bareExpvar(options)] }),
        (app) => app.enableCors({ origin: true, credentials: true }),
        { logger },
      );
      const [documentUrl = `${url}/debug/vars`] = logger.servedUrls();
      return { app, documentUrl, registry: app.get(ExpvarRegistry) };
    }

    const expected = {
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    };

    function permissions(headers: object): string[] {
      return Object.keys(headers).filter(
        (name) => name.startsWith('access-control-') || name === 'etag',
      );
    }

    test('a response with status 500 grants no CORS permission', async () => {
      const { documentUrl, registry } = await started();
      vi.spyOn(registry, 'render').mockRejectedValue(new Error('boom'));
      const { status, headers, text } = await call(
        documentUrl,
        sameOrigin(documentUrl),
      );
      expect([status, permissions(headers)]).toEqual([500, []]);
      expect(headers).toMatchObject(expected);
      expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
      expect(text).not.toContain('boom');
    });

    test('a response with status 503 grants no CORS permission', async () => {
      const { app, documentUrl, registry } = await started();
      const never = deferred<number>();
      let calls = 0;
      registry.func('hangs', () => {
        calls++;
        return never.promise;
      });
      const reply = call(documentUrl, sameOrigin(documentUrl));
      await eventually(() => calls === 1);
      await app.close();
      const { status, headers, text } = await reply;
      expect([status, permissions(headers)]).toEqual([503, []]);
      expect(headers).toMatchObject(expected);
      expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    });
  });
});
