import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from '../support/port-of.mjs';

/**
 * Changes a document before it is forwarded.
 *
 * @typedef {(document: Buffer) => string | Buffer} Spoil
 */

/**
 * A proxy between a client and the app. It records the documents, so that a
 * client is compared with exactly those that it read.
 */
export class RecordingProxy {
  /**
   * Every body that the app sent, the oldest first.
   *
   * @type {string[]}
   */
  documents = [];
  #server;

  /**
   * @param {string} app the address of the app
   * @param {Spoil} [spoil]
   */
  constructor(app, spoil = (body) => body) {
    this.#server = createServer((incoming, outgoing) => {
      this.#forward(app, spoil, incoming, outgoing).catch((error) =>
        outgoing.destroy(error),
      );
    });
  }

  /** @returns the address of the proxy */
  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${portOf(this.#server)}`;
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /**
   * @param {string} app
   * @param {Spoil} spoil
   * @param {import('node:http').IncomingMessage} incoming
   * @param {import('node:http').ServerResponse} outgoing
   */
  async #forward(app, spoil, { method, url, headers }, outgoing) {
    // No forwarding header is added, because the app denies proxied requests.
    const { host } = new URL(app);
    const outgoingRequest = request(app + url, {
      method,
      headers: { ...headers, host },
    });
    outgoingRequest.end();
    const [response] = await once(outgoingRequest, 'response');
    const body = await buffer(response);
    this.documents.push(body.toString());
    const forwarded = Buffer.from(spoil(body));
    outgoing.writeHead(response.statusCode, {
      ...response.headers,
      'content-length': forwarded.length,
    });
    outgoing.end(forwarded);
  }
}
