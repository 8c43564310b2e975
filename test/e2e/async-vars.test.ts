import { Injectable } from '@nestjs/common';
import { ExposeVar, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Injectable()
class DatabaseService {
  private readonly rows = [1, 2, 3];

  @ExposeVar('connections')
  get connections(): Promise<number> {
    return Promise.resolve(this.rows.length);
  }

  @ExposeVar()
  async size() {
    const { length } = await Promise.resolve(this.rows);
    return { length };
  }

  @ExposeVar()
  async broken(): Promise<number> {
    await Promise.resolve();
    throw new Error(`no table ${this.rows.length}`);
  }

  @ExposeVar('void')
  async nothing(): Promise<void> {
    await Promise.resolve();
  }
}

const never = () => new Promise<never>(() => undefined);

describe.each(platforms)('async variables on %s', (platform) => {
  async function started(deadline = 10_000, providers = [] as never[]) {
    const logger = new RecordingLogger();
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar({ deadline })], providers }),
      () => undefined,
      { logger },
    );
    return {
      app,
      logger,
      page: `${url}/debug/vars`,
      registry: app.get(ExpvarRegistry),
    };
  }

  test('may be getters and methods of providers', async () => {
    const { page } = await started(10_000, [DatabaseService as never]);
    expect((await call(page)).text).toBe(
      '{\n"connections": 3,\n"database": {"size": {"length":3}},\n"void": null\n}\n',
    );
  });

  test('are null at the deadline when they never settle, and are logged', async () => {
    const { app, logger, page, registry } = await started(50);
    registry.func('hung', never);
    registry.func('prompt', () => Promise.resolve('here'));
    registry.newMap('map').set('hung', registry.func('hung too', never));
    registry.newInt('int').set(7);
    const { status, text } = await call(page);
    expect([status, text]).toEqual([
      200,
      '{\n"hung": null,\n"hung too": null,\n"int": 7,\n"map": {},\n"prompt": "here"\n}\n',
    ]);
    expect(logger.of('ExpvarRegistry', 'warn')[0]).toBe(
      'variable "hung" failed: Error: no value within 50 ms',
    );
    await app.close();
  });

  test('are not called again while they hang, and their late value is used', async () => {
    const { logger, page, registry } = await started(50);
    let calls = 0;
    let settle: ((value: string) => void) | undefined;
    registry.func('hung', () => {
      calls++;
      return new Promise((resolve) => {
        settle = resolve;
      });
    });
    const hung = '{\n"hung": null\n}\n';
    expect((await call(page)).text).toBe(hung);
    expect((await call(page)).text).toBe(hung);
    expect(calls).toBe(1);
    settle!('at last');
    // The document has the first result, because the second call missed its
    // deadline.
    const late = '{\n"hung": "at last"\n}\n';
    expect((await call(page)).text).toBe(late);
    expect((await call(page)).text).toBe(late);
    expect(calls).toBe(2);
    expect(logger.of('ExpvarRegistry', 'warn')).toEqual([
      'variable "hung" failed: Error: no value within 50 ms',
      'variable "hung" had no value within 50 ms; the document has its last late result, 0 s old',
    ]);
  });

  test('are called once for simultaneous scrapes', async () => {
    const { page, registry } = await started();
    let calls = 0;
    let settle: ((value: number) => void) | undefined;
    registry.func('pending', () => {
      calls++;
      return new Promise((resolve) => {
        settle = resolve;
      });
    });
    const scrapes = 5;
    let arrived = 0;
    const answers = await new Promise<string[]>((resolve, reject) => {
      registry.func('sync', () => {
        if (++arrived === scrapes) {
          // The last scrape awaits the promise from here on.
          setImmediate(settle!, 42);
        }
        return 1;
      });
      Promise.all(Array.from({ length: scrapes }, () => call(page)))
        .then((replies) => resolve(replies.map(({ text }) => text)))
        .catch(reject);
    });
    expect(answers).toEqual(
      Array.from(
        { length: scrapes },
        () => '{\n"pending": 42,\n"sync": 1\n}\n',
      ),
    );
    expect({ arrived, calls }).toEqual({ arrived: scrapes, calls: 1 });
  });

  test('are awaited concurrently', async () => {
    const { page, registry } = await started();
    const waiting: (() => void)[] = [];
    for (const name of ['a', 'b', 'c']) {
      // Each function settles only when all three are waiting.
      registry.func(
        name,
        () =>
          new Promise<string>((resolve) => {
            waiting.push(() => resolve(name));
            if (waiting.length === 3) {
              waiting.forEach((settle) => settle());
            }
          }),
      );
    }
    expect((await call(page)).text).toBe(
      '{\n"a": "a",\n"b": "b",\n"c": "c"\n}\n',
    );
  });

  test('are not awaited when the query selects other variables', async () => {
    const { page, registry } = await started();
    registry.func('hung', never);
    registry.newInt('jobs').set(1);
    expect((await call(`${page}?name=jobs`)).text).toBe('{\n"jobs": 1\n}\n');
  });

  test('do not fail when the client disconnects', async () => {
    const { page, registry } = await started();
    let settle: (() => void) | undefined;
    const abort = new AbortController();
    registry.func('slow', () => {
      abort.abort();
      return new Promise<number>((resolve) => {
        settle = () => resolve(1);
      });
    });
    await expect(fetch(page, { signal: abort.signal })).rejects.toThrow(
      'aborted',
    );
    settle!();
    registry.unpublish('slow');
    expect((await call(page)).text).toBe('{\n\n}\n');
  });
});
