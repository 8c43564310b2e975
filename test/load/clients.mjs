import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** One request. @returns its answer, and how long it took in milliseconds */
export function get(page, { agent = false, headers = {} } = {}) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    request(page, { agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          took: performance.now() - start,
        }),
      );
    })
      .once('error', reject)
      .end();
  });
}

/** Many requests, so many of them at a time, on connections that are kept. */
export async function getMany(page, count, atOnce, options = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const answers = [];
  let left = count;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        answers.push(await get(page, { ...options, agent }));
      }
    }),
  );
  agent.destroy();
  return answers;
}

/** A client that reads the beginning of an answer, and no more. */
export class SlowReader {
  #socket;

  static async start(port) {
    const reader = new SlowReader();
    reader.#socket = connect(port, '127.0.0.1');
    reader.#socket.on('error', () => {});
    await once(reader.#socket, 'connect');
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

  goAway() {
    this.#socket.destroy();
  }
}
