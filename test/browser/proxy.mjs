import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * Starts a proxy on a free port of 127.0.0.1.
 *
 * @param targets the URL of an application, or those of several, which get the
 * requests in turn
 * @param options `strip`: the prefix that is removed from paths; `buffers`: a
 * response is sent when it is complete; `refuses`: the status and the paths that
 * the proxy responds to itself
 */
export async function startProxy(
  targets,
  { strip = '', buffers = false, refuses } = {},
) {
  const urls = [targets].flat();
  const streams = new Set();
  let requests = 0;
  const passed = { deltas: 0 };
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(strip)) {
      outgoing.writeHead(404).end('The proxy does not serve this path.');
    } else if (refuses?.path.test(incoming.url)) {
      outgoing.writeHead(refuses.status).end('refused');
    } else {
      forward(incoming, outgoing);
    }
  });
  const forward = (incoming, outgoing) => {
    const target = urls[requests++ % urls.length];
    const url = new URL(incoming.url.slice(strip.length), target);
    const forwarded = request(
      url,
      {
        method: incoming.method,
        headers: { ...incoming.headers, host: url.host },
      },
      async (response) => {
        if (!buffers) {
          outgoing.writeHead(response.statusCode, response.headers);
          response.pipe(outgoing);
          if (/event-stream/.test(response.headers['content-type'])) {
            streams.add(response);
            outgoing.on('close', () => streams.delete(response));
            response.on('data', (chunk) => {
              passed.deltas += String(chunk).split('event: delta').length - 1;
            });
          }
          return;
        }
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        await once(response, 'end').catch(() => outgoing.destroy());
        outgoing.writeHead(response.statusCode, response.headers);
        outgoing.end(Buffer.concat(chunks));
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    forwarded.end();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}${strip}`,
    /** Waits until streams have had so many deltas more. */
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
