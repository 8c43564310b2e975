import { createServer, request } from 'node:http';
import { once } from 'node:events';

/**
 * A proxy on a free port of 127.0.0.1.
 *
 * @param strip what it takes from the front of paths
 * @param buffers whether it keeps answers back until they are whole
 */
export async function startProxy(target, { strip = '', buffers = false } = {}) {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(strip)) {
      outgoing.writeHead(404).end('not behind this proxy');
      return;
    }
    const { host, ...headers } = incoming.headers;
    const forwarded = request(
      new URL(incoming.url.slice(strip.length), target),
      { method: incoming.method, headers: { ...headers, host: new URL(target).host } },
      (answer) => {
        if (!buffers) {
          outgoing.writeHead(answer.statusCode, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => {
          outgoing.writeHead(answer.statusCode, answer.headers);
          outgoing.end(Buffer.concat(chunks));
        });
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    forwarded.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}${strip}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
