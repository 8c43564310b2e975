import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** Ends requests that are never answered; no verdict depends on it. */
const HANG_MS = 600_000;

/**
 * Opens a connection without sending anything.
 *
 * @param {number} port
 */
export async function openConnection(port) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/**
 * @typedef {object} Response
 * @property {number | undefined} status
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body
 * @property {number} milliseconds from sending the request to the end of it
 * @property {boolean} isReused true if the connection had served a request before
 */

/**
 * Sends one request, on a connection of its own by default.
 *
 * @param {string} url
 * @param {object} [options]
 * @param {Agent | false} [options.agent]
 * @param {import('node:net').Socket} [options.socket]
 * @param {Record<string, string>} [options.headers]
 * @returns {Promise<Response>}
 */
export function get(url, { agent = false, socket, headers = {} } = {}) {
  const start = performance.now();
  const connection =
    socket === undefined ? { agent } : { createConnection: () => socket };
  const options = { ...connection, headers, timeout: HANG_MS };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          milliseconds: performance.now() - start,
          isReused: sent.reusedSocket,
        }),
      );
    });
    sent
      .once('timeout', () => sent.destroy(new Error('no response')))
      .once('error', reject)
      .end();
  });
}

/**
 * Sends many requests over connections that are kept.
 *
 * @param {string} url
 * @param {number} count
 * @param {object} options
 * @param {number} options.connections how many requests run at the same time
 * @param {(index: number) => Record<string, string>} [options.headersOf]
 */
export async function getMany(
  url,
  count,
  { connections, headersOf = () => ({}) },
) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  /** @type {Response[]} */
  const responses = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < count) {
        const headers = headersOf(next++);
        responses.push(await get(url, { headers, agent }));
      }
    }),
  );
  agent.destroy();
  return responses;
}

/** A client that reads the head of a response, and then little or nothing. */
export class SlowReader {
  #socket;
  /** @type {NodeJS.Timeout | undefined} */
  #trickle;

  /** @param {number} port */
  static async start(port) {
    const reader = new SlowReader(await openConnection(port));
    reader.#socket.write('GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return reader;
  }

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.pause();
  }

  async readHead() {
    let text = '';
    while (!text.includes('\r\n\r\n')) {
      const chunk = this.#socket.read();
      if (chunk === null) {
        await once(this.#socket, 'readable');
      } else {
        text += chunk;
      }
    }
    return text.slice(0, text.indexOf('\r\n\r\n'));
  }

  /** Reads some KB per second from now on. */
  trickle() {
    this.#trickle = setInterval(() => this.#socket.read(1024), 250);
  }

  disconnect() {
    clearInterval(this.#trickle);
    this.#socket.destroy();
  }
}
