import { expect, describe, test, vi } from 'vitest';
import { PAGE } from '../../src/dashboard/assets.generated.js';
import { ExpvarRegistry } from '../../src/index.js';
import { bareExpvar } from '../support/bare-document.js';
import { EventStream } from '../support/event-stream.js';
import { call } from '../support/http-client.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

const ID = new RegExp(
  `^${process.pid}-[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}$`,
);

type Options = Parameters<typeof bareExpvar>[0];

describe.each(platforms)('the header Expvar-Process on %s', (platform) => {
  async function started(options: Options = {}) {
    const logger = new RecordingLogger();
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar({ dashboard: true, prometheus: true, ...options }),
        ],
      }),
      () => {},
      { logger },
    );
    const [page = `${url}/debug/vars`] = logger.servedUrls();
    return { page, app };
  }

  describe.each([
    ['the application’s port', {}],
    ['a port of its own', { server: { port: 0 } }],
  ])('on %s', (_, options: Options) => {
    test('has the same id on every response', async () => {
      const { page, app } = await started(options);
      const file = Object.keys(PAGE.assets)[0]!;
      const gets = [
        '',
        '?format=prometheus',
        '?format=nonsense',
        '?name=missing',
        '/ui',
        `/ui/${file}`,
        '/ui/missing',
        '/ui/poll?since=0',
        '/ui/history?id=1',
        '/ui/branch?path=["jobs"]',
        '/ui/branch?path=nonsense',
        '/ui/search?q=jobs',
      ];
      const replies = await Promise.all([
        ...gets.map((path) => call(`${page}${path}`)),
        call(page, { method: 'HEAD' }),
        call(page, { method: 'POST' }),
        call(page, { headers: { 'sec-fetch-site': 'cross-site' } }),
        call(page, { headers: { accept: 'application/openmetrics-text' } }),
        call(`${page}/ui/stream`, { method: 'HEAD' }),
        EventStream.open(`${page}/ui/stream`),
      ]);
      vi.spyOn(app.get(ExpvarRegistry), 'render').mockRejectedValue(
        new Error('boom'),
      );
      const broken = await call(page);
      const all = [...replies, broken];
      expect(
        new Set(all.map(({ headers }) => headers['expvar-process'])),
      ).toEqual(new Set([expect.stringMatching(ID)]));
      expect(new Set(all.map(({ status }) => status))).toEqual(
        new Set([200, 400, 403, 404, 405, 500]),
      );
    });
  });

  test('is on responses for other URLs of a port of its own', async () => {
    const { page } = await started({ server: { port: 0 } });
    const elsewhere = await call(new URL('/elsewhere', page).href);
    const document = await call(page);
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.headers['expvar-process']).toBe(
      document.headers['expvar-process'],
    );
  });

  test('is there without the dashboard', async () => {
    const { page } = await started({ dashboard: false });
    const { headers } = await call(page);
    expect(headers['expvar-process']).toMatch(ID);
  });

  test('differs between two applications of one process', async () => {
    const ids = await Promise.all(
      [await started(), await started()].map(async ({ page }) => {
        const { headers } = await call(page);
        return headers['expvar-process'];
      }),
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('is the id of the process that the dashboard shows', async () => {
    const { page } = await started();
    const stream = await EventStream.open(`${page}/ui/stream`);
    const first = await stream.next();
    expect(JSON.stringify(first)).toContain(
      `"${stream.headers['expvar-process'] as string}"`,
    );
  });
});
