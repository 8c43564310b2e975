import { Injectable } from '@nestjs/common';
import { ExposeVar, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call, refusedConnection } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

@Injectable()
class QuotesService {
  @ExposeVar()
  readonly ticks = new IntVar();

  @ExposeVar('doubled')
  get doubled() {
    return this.ticks.value * 2;
  }

  @ExposeVar()
  static answer = 42;
}

const root = (options: Parameters<typeof bareExpvar>[0] = {}) =>
  moduleOf({ imports: [bareExpvar(options)], providers: [QuotesService] });

const document = (ticks: number) =>
  `{\n"doubled": ${2 * ticks},\n"quotes": {"answer": 42, "ticks": ${ticks}}\n}\n`;

describe.each(platforms)('applications in one process on %s', (platform) => {
  type Root = Parameters<typeof start>[1];

  test.each<[string, () => [Root, Root]]>([
    ['two root modules', () => [root(), root()]],
    [
      'one root module',
      () => {
        const shared = root();
        return [shared, shared];
      },
    ],
  ])('from %s share nothing', async (_name, roots) => {
    const [firstRoot, secondRoot] = roots();
    const first = await start(platform, firstRoot);
    const second = await start(platform, secondRoot, (app) =>
      app.setGlobalPrefix('api'),
    );
    expect(first.app.get(ExpvarRegistry)).not.toBe(
      second.app.get(ExpvarRegistry),
    );
    first.app.get(QuotesService).ticks.add(1);
    second.app.get(QuotesService).ticks.add(20);
    expect((await call(`${first.url}/debug/vars`)).text).toBe(document(1));
    expect((await call(`${second.url}/debug/vars`)).text).toBe(document(20));

    await first.app.close();
    expect(await refusedConnection(first.url)).toBe('ECONNREFUSED');
    expect((await call(`${second.url}/debug/vars`)).text).toBe(document(20));
  });

  test('may have different paths, access and guards', async () => {
    const denying = { canActivate: () => false };
    const first = await start(platform, root({ path: '/one' }));
    const second = await start(
      platform,
      root({ path: '/two', access: 'public' }),
    );
    const third = await start(platform, root({ guards: [denying] }));
    const headers = { Host: 'service.example' };
    const statuses = async (url: string) => [
      (await call(`${url}/one`)).status,
      (await call(`${url}/two`, { headers })).status,
      (await call(`${url}/debug/vars`)).status,
    ];
    expect(await statuses(first.url)).toEqual([200, 404, 404]);
    expect(await statuses(second.url)).toEqual([404, 200, 404]);
    expect(await statuses(third.url)).toEqual([404, 404, 403]);
  });

  test('may start one after another from one root module', async () => {
    const shared = root({ server: { port: 0 }, controller: true });
    for (let run = 1; run <= 3; run++) {
      const { app, url } = await start(platform, shared);
      app.get(QuotesService).ticks.add(run);
      expect((await call(`${url}/debug/vars`)).text).toBe(document(run));
      await app.close();
    }
  });

  test('may be closed twice', async () => {
    const { app, url } = await start(
      platform,
      root({ memstats: true, server: { port: 0 } }),
    );
    await app.close();
    await app.close();
    expect(await refusedConnection(url)).toBe('ECONNREFUSED');
  });
});
