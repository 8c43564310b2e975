import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from '../support/port-of.mjs';

/**
 * Starts a proxy on a free port of 127.0.0.1.
 *
 * @param {string | string[]} targets the URL of an application, or those of
 *   several, which get the requests in turn
 * @param {object} [options]
 * @param {string} [options.strip] the prefix that is removed from paths
 * @param {boolean} [options.buffers] true sends a response when it is complete
 * @param {{ status: number, path: RegExp }} [options.refuses] the paths that the
 *   proxy responds to itself
 */
export async function startProxy(
  targets,
  { strip = '', buffers = false, refuses } = {},
) {
  const urls = [targets].flat();
  /** @type {Set<import('node:http').IncomingMessage>} */
  const streams = new Set();
  let requests = 0;
  const passed = { deltas: 0 };
  const server = createServer((incoming, outgoing) => {
    const { url: path = '' } = incoming;
    if (!path.startsWith(strip)) {
      outgoing.writeHead(404).end('The proxy does not serve this path.');
      return;
    }
    if (refuses?.path.test(path)) {
      outgoing.writeHead(refuses.status).end('refused');
      return;
    }
    const target = urls[requests++ % urls.length];
    const url = new URL(path.slice(strip.length), target);
    const forwarded = request(
      url,
      {
        method: incoming.method,
        headers: { ...incoming.headers, host: url.host },
      },
      async (response) => {
        const { statusCode = 502, headers } = response;
        if (!buffers) {
          outgoing.writeHead(statusCode, headers);
          response.pipe(outgoing);
          if (headers['content-type']?.includes('event-stream')) {
            streams.add(response);
            outgoing.on('close', () => streams.delete(response));
            response.on('data', (chunk) => {
              passed.deltas += String(chunk).split('event: delta').length - 1;
            });
          }
          return;
        }
        const body = await buffer(response).catch(() => undefined);
        if (body === undefined) {
          outgoing.destroy();
        } else {
          outgoing.writeHead(statusCode, headers).end(body);
        }
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    forwarded.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}${strip}`,
    /**
     * Waits for more deltas in streams.
     *
     * @param {number} count
     */
    async passDeltas(count) {
      const end = passed.deltas + count;
      while (passed.deltas < end) {
        const [stream] = streams;
        await (stream === undefined
          ? once(server, 'request')
          : Promise.race([once(stream, 'data'), once(stream, 'close')]));
      }
    },
    /** Holds back what streams send, and leaves them open. */
    stall() {
      for (const stream of streams) {
        stream.unpipe();
        stream.pause();
      }
    },
    /** Closes the streams, as a proxy that restarts does. */
    cut() {
      for (const stream of streams) {
        stream.destroy();
      }
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
