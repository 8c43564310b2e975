import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** No answer at all is a failure, and not a reason to wait. */
const TIMEOUT_MS = 60_000;

/** A connection on which nothing was sent. */
export async function opened(port) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/**
 * One request, on a connection of its own where no other is given.
 *
 * @returns its answer, how long it took in milliseconds, and whether its
 *   connection had served another before
 */
export function get(page, { agent = false, socket, headers = {} } = {}) {
  const start = performance.now();
  const connection =
    socket === undefined ? { agent } : { createConnection: () => socket };
  const options = { ...connection, headers, timeout: TIMEOUT_MS };
  return new Promise((resolve, reject) => {
    const sent = request(page, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          took: performance.now() - start,
          isReused: sent.reusedSocket,
        }),
      );
    });
    sent
      .once('timeout', () => sent.destroy(new Error('no answer')))
      .once('error', reject)
      .end();
  });
}

/** Many requests, so many of them at a time, on connections that are kept. */
export async function getMany(page, count, atOnce, headersOf = () => ({})) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const answers = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const headers = headersOf(next++);
        answers.push(await get(page, { headers, agent }));
      }
    }),
  );
  agent.destroy();
  return answers;
}

/** A client that reads the beginning of an answer, and no more or little more. */
export class SlowReader {
  #socket;
  #trickle;

  static async start(port) {
    const reader = new SlowReader();
    reader.#socket = await opened(port);
    reader.#socket.on('error', () => {});
    reader.#socket.pause();
    reader.#socket.write('GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return reader;
  }

  /** The head of the answer. */
  async head() {
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

  /** Reads some KB a second from here on. */
  trickle() {
    this.#trickle = setInterval(() => this.#socket.read(1024), 250);
  }

  goAway() {
    clearInterval(this.#trickle);
    this.#socket.destroy();
  }
}
