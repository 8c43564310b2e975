import { fileURLToPath } from 'node:url';
import { Child } from '../support/child.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const ADAPTERS = ['express', 'fastify'];

// Some of these requests add new keys to variables.
const REQUESTS = [
  ['GET', '/quotes'],
  ['GET', '/quotes/cu2601'],
  ['GET', '/klines'],
  ['GET', '/klines/BTCUSDT?limit=5'],
  ['GET', '/klines/cu2601?limit=0'],
  ['GET', '/quotes/unknown'],
  ['GET', '/missing'],
  ['POST', '/debug/vars'],
];
const ENOUGH_REQUESTS = 10_000;
/** Ends a request that hangs. */
const REQUEST_MS = 10 * 60_000;

/**
 * Calls `use` with the address of a sample app that has collected garbage.
 *
 * @param {string} adapter
 * @param {(address: string) => Promise<unknown>} use
 */
export async function withSampleApp(adapter, use) {
  const app = new Child(process.execPath, ['sample-app/dist/main.js'], {
    cwd: ROOT,
    env: { ...process.env, ADAPTER: adapter, PORT: '0' },
  });
  try {
    const [, port] = await app.prints(/localhost:(\d+)\/debug\/vars/);
    const address = `http://127.0.0.1:${port}`;
    await keepBusy(address, (requests) => hasCollected(address, requests));
    await use(address);
  } finally {
    app.kill();
  }
}

/**
 * Keeps the app busy, so that its variables change, until `work` is done.
 *
 * @template T
 * @param {string} address
 * @param {() => Promise<T>} work
 */
export async function whileBusy(address, work) {
  let isDone = false;
  const finish = async () => {
    try {
      return await work();
    } finally {
      isDone = true;
    }
  };
  const [result] = await Promise.all([
    finish(),
    keepBusy(address, () => isDone),
  ]);
  return result;
}

/**
 * @param {string} address
 * @param {(requests: number) => boolean | Promise<boolean>} isEnough
 */
async function keepBusy(address, isEnough) {
  for (let i = 0; !(await isEnough(i)); i++) {
    const [method = '', path = ''] = REQUESTS[i % REQUESTS.length] ?? [];
    await ask(method, address + path);
  }
}

/**
 * @param {string} address
 * @param {number} requests
 */
async function hasCollected(address, requests) {
  if (requests > ENOUGH_REQUESTS) {
    throw new Error(`no garbage is collected in ${requests} requests`);
  }
  const page = await ask('GET', `${address}/debug/vars?name=memstats`);
  return JSON.parse(page).memstats.NumGC > 0;
}

/**
 * @param {string} method
 * @param {string} url
 */
async function ask(method, url) {
  const signal = AbortSignal.timeout(REQUEST_MS);
  const response = await fetch(url, { method, signal });
  return response.text();
}
