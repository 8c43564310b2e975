import { stripVTControlCharacters } from 'node:util';
import { ConsoleLogger, Injectable } from '@nestjs/common';
import { ExposeVar, ExpvarModule, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Injectable()
class QuotesService {
  @ExposeVar()
  readonly ticks = new IntVar();

  @ExposeVar('CuMemory')
  get size() {
    return 1;
  }
}

@Injectable()
class UsersService {
  @ExposeVar()
  online() {
    return 2;
  }
}

@Injectable()
class SilentService {}

describe.each(platforms)('the log on %s', (platform) => {
  async function started(
    options: Parameters<typeof bareExpvar>[0] = {},
    setUp: Parameters<typeof start>[2] = () => undefined,
    providers = [QuotesService, UsersService, SilentService],
  ) {
    const logger = new RecordingLogger();
    const running = await start(
      platform,
      moduleOf({ imports: [bareExpvar(options)], providers }),
      setUp,
      { logger },
    );
    return { ...running, logger };
  }

  test('has one line at start-up with the number of variables and the URL', async () => {
    const { logger } = await started();
    expect(
      logger.lines.filter(({ context }) => context === 'ExpvarModule'),
    ).toEqual([
      {
        level: 'log',
        context: 'ExpvarModule',
        text: '3 variables from 2 providers; GET /debug/vars (loopback only)',
      },
    ]);
  });

  test.each<
    [string, Parameters<typeof bareExpvar>[0], Parameters<typeof start>[2]]
  >([
    ['GET /debug/vars (public)', { access: 'public' }, undefined],
    ['GET /x/y (loopback only)', { path: 'x/y/' }, undefined],
    [
      'GET /debug/vars (loopback only)',
      {},
      (app) => app.setGlobalPrefix('api'),
    ],
    [
      'GET /api/debug/vars (loopback only)',
      { useGlobalPrefix: true },
      (app) => app.setGlobalPrefix('/api/'),
    ],
    ['GET /debug/vars (loopback only)', { useGlobalPrefix: true }, undefined],
    [
      'they are not served; the option server gives them a port',
      { controller: false },
      undefined,
    ],
  ])('states %s at start-up', async (where, options, setUp) => {
    const { logger } = await started(options, setUp);
    expect(logger.of('ExpvarModule')).toEqual([
      `3 variables from 2 providers; ${where}`,
    ]);
  });

  test('has no line for a successful scrape', async () => {
    const { logger, url } = await started();
    const before = logger.lines.length;
    expect((await call(`${url}/debug/vars`)).status).toBe(200);
    expect((await call(`${url}/debug/vars?name=nope`)).status).toBe(404);
    expect(logger.lines.slice(before)).toEqual([]);
  });

  test('has one line for a variable that fails in every scrape', async () => {
    const { app, logger, url } = await started({}, undefined, []);
    const registry = app.get(ExpvarRegistry);
    let calls = 0;
    registry.func('broken', () => {
      throw new Error(`boom ${++calls}`);
    });
    registry.newMap('map').add('fine', 1);
    registry.publishInMap(
      'map',
      'late',
      registry.func('rejects', () => Promise.reject(new TypeError('no\nway'))),
    );
    for (let scrape = 0; scrape < 4; scrape++) {
      expect((await call(`${url}/debug/vars`)).text).toBe(
        '{\n"broken": null,\n"map": {"fine": 1},\n"rejects": null\n}\n',
      );
    }
    expect(calls).toBe(4);
    // On a slow machine there are warnings of blocked time as well.
    const failures = logger
      .of('ExpvarRegistry', 'warn')
      .filter((line) => line.includes(' failed: '));
    expect(failures).toEqual([
      'variable "broken" failed: Error: boom 1',
      'variable "map"."late" failed: TypeError: no\ufffdway',
      'variable "rejects" failed: TypeError: no\ufffdway',
    ]);
  });

  test("has one summary line and one verbose line with Nest's own logger", async () => {
    const written: string[] = [];
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(stripVTControlCharacters(String(text)));
      return true;
    });
    onTestFinished(() => out.mockRestore());
    await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        providers: [QuotesService, UsersService],
      }),
      undefined,
      { logger: new ConsoleLogger() },
    );
    out.mockRestore();
    expect(
      written
        .filter(
          (line) => line.includes('Expvar') && !line.includes('InstanceLoader'),
        )
        .map((line) => /(?:LOG|VERBOSE) \[Expvar\w+\]/.exec(line)?.[0])
        .filter((line) => line !== undefined),
    ).toEqual(['VERBOSE [ExpvarExplorer]', 'LOG [ExpvarModule]']);
  });

  test('is silent with logger: false', async () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => {
      out.mockRestore();
      err.mockRestore();
    });
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [ExpvarModule.forRoot({ server: { port: 0 } })],
        providers: [QuotesService],
      }),
    );
    app.get(ExpvarRegistry).func('broken', () => {
      throw new Error('boom');
    });
    await app.get(ExpvarRegistry).render();
    await call(`${url}/debug/vars`);
    await app.close();
    expect([...out.mock.calls, ...err.mock.calls]).toEqual([]);
  });
});
