import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sized, smokeArgs } from '../../support/smoke.mjs';
import { portOf } from '../../support/port-of.mjs';

/**
 * Programs that allocate memory. Each prepares a limited amount of work and
 * returns a function that does it, so that only the work is measured.
 *
 * @type {Readonly<Record<string, () => Workload | Promise<Workload>>>}
 */
export const workloads = {
  json() {
    const records = Array.from({ length: 400 }, (_, id) => ({
      id,
      name: `record ${id}`,
      tags: ['a', 'b', String(id)],
      position: { x: id / 3, y: id / 7 },
    }));
    const text = JSON.stringify(records);
    return async () => {
      for (let i = 0; i < sized(3000, 100); i++) {
        JSON.parse(JSON.stringify(JSON.parse(text)));
        await setImmediate();
      }
    };
  },

  /** Arrays of 1 KB to 4 MB, of which the latest are kept. */
  arrays() {
    const random = repeatableRandom();
    const source = Array.from({ length: 520_000 }, (_, i) => i);
    /** @type {number[][]} */
    const latest = [];
    return async () => {
      for (let i = 0; i < sized(1500, 50); i++) {
        for (let j = 0; j < 40; j++) {
          const array = source.slice(0, 128 + random() * 8000);
          if (j % 10 === 0) {
            latest[8 + ((i + j) % 64)] = array;
          }
        }
        if (i % 10 === 0) {
          latest[i % 8] = source.slice(0, 20_000 + random() * 500_000);
        }
        await setImmediate();
      }
    };
  },

  /** A cache, in which nearly everything lives for a while. */
  lru() {
    const random = repeatableRandom();
    const cache = new Map();
    return async () => {
      for (let i = 0; i < sized(3000, 100); i++) {
        for (let j = 0; j < 400; j++) {
          const key = `user:${Math.floor(random() * 100_000)}`;
          const value = cache.get(key) ?? { key, hits: 0, tags: [j, i, key] };
          cache.delete(key);
          cache.set(key, { ...value, hits: value.hits + 1 });
        }
        for (const key of cache.keys()) {
          if (cache.size <= 20_000) {
            break;
          }
          cache.delete(key);
        }
        await setImmediate();
      }
    };
  },

  /** A server whose clients are in a process of their own. */
  async http() {
    const server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const body = JSON.parse(Buffer.concat(chunks).toString());
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ received: body.length, items: body }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    const file = fileURLToPath(new URL('http-clients.mjs', import.meta.url));
    const clients = fork(file, [String(port), ...smokeArgs], { execArgv: [] });
    await once(clients, 'message');
    return async () => {
      clients.send('go');
      await once(clients, 'exit');
      server.close();
    };
  },

  /** A loop that never yields, so that V8 reports its collections afterwards. */
  loop() {
    return () => {
      let latest;
      for (let i = 0; i < sized(100_000_000, 1_000_000); i++) {
        latest = { i, next: [i, i] };
      }
      return latest;
    };
  },

  /** The same loop, which keeps its latest objects. */
  ring() {
    /** @type {object[]} */
    const ring = Array.from({ length: 50_000 });
    return () => {
      for (let i = 0; i < sized(30_000_000, 1_000_000); i++) {
        ring[i % ring.length] = { i, next: [i, i] };
      }
      return ring;
    };
  },

  /** Nothing but scrapes. */
  idle() {
    return () => setTimeout(sized(5000, 200));
  },

  /** Memory outside of the heap, which TotalAlloc leaves out. */
  buffers() {
    return async () => {
      for (let i = 0; i < sized(200, 20); i++) {
        new Uint8Array(8_000_000).fill(i);
        await setImmediate();
      }
    };
  },
};

/** @typedef {() => unknown} Workload */

/** Returns the same random numbers in every process. */
function repeatableRandom() {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
