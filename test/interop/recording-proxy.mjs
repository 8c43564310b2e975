import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * Stands between a client and the app, and keeps what the app said, so that a
 * client is compared with the very documents it read.
 */
export class RecordingProxy {
  /** Every body the app sent, the oldest first. */
  said = [];
  #server;

  /**
   * @param app the app's address
   * @param spoil what is done to a body before it is passed on
   */
  constructor(app, spoil = (body) => body) {
    this.#server = createServer((incoming, outgoing) => {
      this.#forward(app, spoil, incoming, outgoing).catch((error) =>
        outgoing.destroy(error),
      );
    });
  }

  /** @returns its address */
  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #forward(app, spoil, { method, url, headers }, outgoing) {
    // Nothing is added: the page is for who comes without a proxy.
    const { host } = new URL(app);
    const asking = request(app + url, {
      method,
      headers: { ...headers, host },
    });
    asking.end();
    const [answer] = await once(asking, 'response');
    const body = await buffer(answer);
    this.said.push(body.toString());
    const passedOn = Buffer.from(spoil(body));
    outgoing.writeHead(answer.statusCode, {
      ...answer.headers,
      'content-length': passedOn.length,
    });
    outgoing.end(passedOn);
  }
}
