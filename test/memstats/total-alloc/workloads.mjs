import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * What allocates, by name: each a bounded amount of work, prepared beforehand
 * so that only the work itself is measured.
 */
export const workloads = {
  json() {
    const text = JSON.stringify(records(400));
    return async () => {
      for (let i = 0; i < 3000; i++) {
        JSON.parse(JSON.stringify(JSON.parse(text)));
        await setImmediate();
      }
    };
  },

  /** From 1 KB to 4 MB each, of which the latest are kept. */
  arrays() {
    const random = randomNumbers();
    const source = Array.from({ length: 520_000 }, (_, i) => i);
    const kept = [];
    return async () => {
      for (let i = 0; i < 1500; i++) {
        for (let j = 0; j < 40; j++) {
          const array = source.slice(0, 128 + random() * 8000);
          if (j % 10 === 0) {
            kept[8 + ((i + j) % 64)] = array;
          }
        }
        if (i % 10 === 0) {
          kept[i % 8] = source.slice(0, 20_000 + random() * 500_000);
        }
        await setImmediate();
      }
    };
  },

  /** Nearly everything lives for a while, and then is dropped. */
  lru() {
    const random = randomNumbers();
    const cache = new Map();
    return async () => {
      for (let i = 0; i < 3000; i++) {
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

  /** A server, whose clients are in a process of their own. */
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
    const file = fileURLToPath(new URL('clients.mjs', import.meta.url));
    const clients = fork(file, [String(server.address().port)], {
      execArgv: [],
    });
    await once(clients, 'message');
    return async () => {
      clients.send('go');
      await once(clients, 'exit');
      server.close();
    };
  },

  /** Nothing else gets a turn, and V8's collections are reported afterwards. */
  loop() {
    return () => {
      let last;
      for (let i = 0; i < 100_000_000; i++) {
        last = { i, next: [i, i] };
      }
      return last;
    };
  },

  /** The same with the latest of them alive. */
  ring() {
    const ring = Array.from({ length: 50_000 });
    return () => {
      for (let i = 0; i < 30_000_000; i++) {
        ring[i % ring.length] = { i, next: [i, i] };
      }
      return ring;
    };
  },

  /** Nothing but scrapes. */
  idle() {
    return () => setTimeout(5000);
  },

  /** They are not on the heap, and not counted; their wrappers are. */
  buffers() {
    return async () => {
      for (let i = 0; i < 200; i++) {
        new Uint8Array(8_000_000).fill(i);
        await setImmediate();
      }
    };
  },
};

function records(count) {
  return Array.from({ length: count }, (_, id) => ({
    id,
    name: `record ${id}`,
    tags: ['a', 'b', String(id)],
    position: { x: id / 3, y: id / 7 },
  }));
}

/** The same ones in every process. */
function randomNumbers() {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
