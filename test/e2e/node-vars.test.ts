import { type AddressInfo, createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { ExposeVar, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import {
  moduleOf,
  type Platform,
  platforms,
  start,
} from '../support/platforms.js';
import { startUpError } from '../support/start-up.js';

interface NodeMap {
  readonly cpu: Record<string, number> & { readonly load: object };
  readonly eventLoop: {
    readonly utilization: number;
    readonly iterations: number;
    readonly delay: { readonly max: number; readonly count: number };
  };
  readonly fds: { readonly open: number; readonly limit: number };
  readonly gc: Record<
    'minor' | 'major' | 'incremental' | 'weakcb',
    { readonly count: number; readonly duration: number }
  > & { readonly forced: number };
  readonly heap: Record<string, number> & {
    readonly spaces: Record<string, Record<string, number>>;
  };
  readonly memory: Record<string, number>;
  readonly resources: {
    readonly total: number;
    readonly byType: Record<string, number>;
  };
  readonly startTime: number;
  readonly threads: Record<string, number>;
  readonly uptime: number;
  readonly versions: Record<string, string>;
  readonly workers: { readonly running: number; readonly started: number };
}

type Options = Parameters<typeof bareExpvar>[0];

const isLinux = process.platform === 'linux';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: object) => void;

function block(milliseconds: number): number {
  const start = performance.now();
  while (performance.now() - start < milliseconds);
  return (performance.now() - start) / 1e3;
}

async function startNode(
  platform: Platform,
  options: Options = {},
  setUp?: Parameters<typeof start>[2],
) {
  const { app, url } = await start(
    platform,
    moduleOf({ imports: [bareExpvar({ node: true, ...options })] }),
    setUp,
  );
  const document = async () =>
    JSON.parse((await call(`${url}/debug/vars`)).text) as {
      node: NodeMap;
      memstats: { NumGC: number; NumForcedGC: number; PauseTotalNs: number };
      cmdline: string[];
    };
  return { app, document, node: async () => (await document()).node };
}

/** Returns the values that are not objects, with their paths. */
function plainValues(value: unknown, path = ''): [string, unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) =>
        plainValues(member, `${path}.${key}`),
      )
    : [[path, value]];
}

describe.each(platforms)('the map node on %s', (platform) => {
  test.runIf(isLinux)('has all groups of figures', async () => {
    const { node } = await startNode(platform);

    const map = await node();

    expect(Object.keys(map)).toEqual([
      'cpu',
      'eventLoop',
      'fds',
      'gc',
      'heap',
      'memory',
      'resources',
      'startTime',
      'threads',
      'uptime',
      'versions',
      'workers',
    ]);
    expect(Object.keys(map.cpu)).toEqual([
      'user',
      'system',
      'utilization',
      'available',
      'load',
    ]);
    expect(Object.keys(map.eventLoop)).toEqual([
      'active',
      'idle',
      'utilization',
      'iterations',
      'events',
      'eventsWaiting',
      'delay',
    ]);
    expect(Object.keys(map.memory)).toEqual(
      expect.arrayContaining([
        'rss',
        'peakRss',
        'swap',
        'external',
        'arrayBuffers',
      ]),
    );
    expect(Object.keys(map.heap.spaces)).toEqual(
      expect.arrayContaining(['new_space', 'old_space', 'code_space']),
    );
  });

  test('has only numbers that Go can decode as unsigned integers', async () => {
    const { node } = await startNode(platform);

    const numbers = plainValues(await node()).filter(
      ([path]) => !/^\.versions\.|\.mode$/.test(path),
    );

    expect(numbers.length).toBeGreaterThan(60);
    expect(
      numbers.filter(
        ([, value]) =>
          !(
            typeof value === 'number' &&
            value >= 0 &&
            value <= Number.MAX_SAFE_INTEGER
          ),
      ),
    ).toEqual([]);
  });

  test('agrees with the figures of Node', async () => {
    const { node } = await startNode(platform);

    const { cpu, heap, memory, startTime, uptime, versions, resources, fds } =
      await node();

    const now = process.cpuUsage();
    expect(cpu['user']).toBeLessThanOrEqual(now.user / 1e6);
    expect(cpu['user']).toBeGreaterThan(0);
    expect(cpu['available']).toBeGreaterThanOrEqual(1);
    // Linux counts both figures in different ways.
    expect(memory['peakRss']).toBeGreaterThanOrEqual(memory['rss']! * 0.9);
    expect(memory['rss']).toBeGreaterThan(heap['used']!);
    expect(heap['used']).toBeLessThanOrEqual(heap['total']!);
    const used = Object.values(heap.spaces).map((space) => space['used']!);
    const sum = used.reduce((total, bytes) => total + bytes, 0);
    // Both are read in succession, with few allocations in between.
    expect(Math.abs(sum - heap['used']!)).toBeLessThan(heap['used']! / 10);
    expect(startTime).toBeCloseTo(performance.timeOrigin / 1000, 2);
    expect(uptime).toBeLessThanOrEqual(process.uptime());
    expect(versions['node']).toBe(process.versions.node);
    const types = Object.values(resources.byType);
    expect(types.reduce((total, count) => total + count, 0)).toBe(
      resources.total,
    );
    expect(resources.byType['TCPServerWrap']).toBeGreaterThanOrEqual(1);
    expect(fds.open).toBeLessThanOrEqual(fds.limit);
  });

  test.runIf(isLinux)('counts the sockets that are opened', async () => {
    const { node } = await startNode(platform);
    const { fds: before } = await node();

    for (let i = 0; i < 10; i++) {
      const server = createServer();
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
    }
    const { fds: after } = await node();

    // The connections of both scrapes may or may not overlap.
    expect(after.open - before.open).toBeGreaterThanOrEqual(8);
    expect(after.open - before.open).toBeLessThanOrEqual(12);
  });

  test('includes a block of the event loop that ended just before', async () => {
    const { node } = await startNode(platform);
    await node();

    const answer = node();
    const seconds = block(150);
    const { delay } = (await answer).eventLoop;

    expect(delay.max).toBeGreaterThan(seconds - 0.025);
    expect(delay.max).toBeLessThan(seconds + 5);
  });

  test('gives two readers the same figures', async () => {
    const { node } = await startNode(platform);
    await node(); // Node 24 and 26 leave out the first iterations.
    block(30);
    await node();

    const [first, second] = await Promise.all([node(), node()]);
    const later = await node();

    for (const { eventLoop, gc: collections } of [second, later]) {
      expect(eventLoop.delay.max).toBeGreaterThanOrEqual(
        first.eventLoop.delay.max,
      );
      expect(eventLoop.delay.count).toBeGreaterThanOrEqual(
        first.eventLoop.delay.count,
      );
      expect(collections.minor.count).toBeGreaterThanOrEqual(
        first.gc.minor.count,
      );
    }
    expect(first.eventLoop.delay.max).toBeGreaterThan(0.029);
  });

  test('counts the collections that ended in the iteration of the scrape', async () => {
    const { document } = await startNode(
      platform,
      { memstats: true },
      (app) => {
        app.use((_request: unknown, _response: unknown, next: () => void) => {
          gc();
          next();
        });
      },
    );

    for (let scrapes = 1; scrapes <= 5; scrapes++) {
      const { node, memstats } = await document();
      expect(memstats.NumForcedGC).toBe(scrapes);
      expect(node.gc.forced).toBe(scrapes);
      expect(node.gc.major.count).toBeGreaterThanOrEqual(scrapes);
      // The map node is written shortly after.
      expect(node.gc.minor.count + node.gc.major.count).toBeGreaterThanOrEqual(
        memstats.NumGC,
      );
      expect(node.gc.major.duration).toBeGreaterThan(0);
    }
  });

  test('counts the worker threads that were started and that run', async () => {
    const { node } = await startNode(platform);
    expect((await node()).workers).toEqual({ running: 0, started: 0 });

    const worker = new Worker(
      'require("node:http").createServer().listen(0, "127.0.0.1")',
      { eval: true },
    );
    expect((await node()).workers).toEqual({ running: 1, started: 1 });

    await worker.terminate();
    expect((await node()).workers).toEqual({ running: 0, started: 1 });
  });

  test('describes its groups', async () => {
    const { app } = await startNode(platform);
    const registry = app.get(ExpvarRegistry);

    expect(registry.meta('node', 'uptime')).toMatchObject({
      unit: 's',
      source: 'nestjs-expvar',
    });
    expect(registry.meta('node', 'heap')?.description).toContain('Bytes');
  });

  test('has only the groups of the option', async () => {
    const { node } = await startNode(platform, {
      node: { groups: ['versions', 'cpu'] },
    });

    expect(Object.keys(await node())).toEqual([
      'cpu',
      'startTime',
      'uptime',
      'versions',
    ]);
  });

  test('is off with node: false', async () => {
    const { document } = await startNode(platform, { node: false });

    expect(await document()).toEqual({});
  });

  test('includes the variables of a class with that name', async () => {
    @Injectable()
    class NodeService {
      @ExposeVar()
      readonly leader = true;
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar({ node: { groups: [] } })],
        providers: [NodeService],
      }),
    );

    expect((await call(`${url}/debug/vars`)).text).toMatch(
      /^\{\n"node": \{"leader": true, "startTime": [\d.]+, "uptime": [\d.]+\}\n\}\n$/,
    );
  });

  test.each([
    ['a variable', 'node', '"node"'],
    ['a key of the map', undefined, '"cpu" in map "node"'],
  ])('does not share its name with %s', async (_what, name, taken) => {
    @Injectable()
    class NodeService {
      @ExposeVar(name === undefined ? {} : { name })
      readonly cpu = 1;
    }
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [bareExpvar({ node: true })],
        providers: [NodeService],
      }),
    );

    expect(message).toContain(taken);
    expect(message).toContain('NodeService.cpu');
    expect(message).toContain(
      'or leave the module\'s own map "node" out with ExpvarModule.forRoot({ node: false })',
    );
  });

  test('leaves no port open when its name is taken', async () => {
    @Injectable()
    class NodeService {
      @ExposeVar('node')
      readonly taken = 1;
    }
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () =>
        resolve((server.address() as AddressInfo).port),
      );
    });
    await new Promise((resolve) => server.close(resolve));

    await startUpError(platform, () =>
      moduleOf({
        imports: [bareExpvar({ node: true, server: { port } })],
        providers: [NodeService],
      }),
    );

    await expect(call(`http://127.0.0.1:${port}/debug/vars`)).rejects.toThrow(
      'ECONNREFUSED',
    );
  });
});

describe.each(platforms)('the options of the process on %s', (platform) => {
  test('memstats counts major collections only with collections: major', async () => {
    const { document } = await startNode(platform, {
      memstats: { collections: 'major' },
    });
    for (let i = 0; i < 3; i++) {
      gc();
      gc({ type: 'minor' });
    }

    const { memstats, node } = await document();

    // The map node is written shortly after.
    expect(node.gc.major.count).toBeGreaterThanOrEqual(memstats.NumGC);
    expect(memstats.NumGC).toBeGreaterThanOrEqual(3);
    expect(memstats.NumForcedGC).toBe(3);
    expect(node.gc.forced).toBe(6);
  });

  test.each<[Options, string[]]>([
    [{ cmdline: true }, process.argv.slice(1)],
    [{ cmdline: 'full' }, process.argv.slice(1)],
    [{ cmdline: () => ['node', 'x'] }, ['x']],
  ])('name replaces the program in cmdline: %o', async (options, args) => {
    const { document } = await startNode(platform, {
      node: false,
      name: 'quotes',
      ...options,
    });

    expect((await document()).cmdline).toEqual(['quotes', ...args]);
  });
});
