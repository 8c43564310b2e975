import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/**
 * Starts a proxy on a free port of 127.0.0.1.
 *
 * @param options `strip`: the prefix that is removed from paths; `buffers`: a
 * response is sent when it is complete; `refuses`: the status and the paths that
 * the proxy responds to itself; `generatesFrames`: the stream has frames of the
 * proxy, as fast as `sendFrames` asks for them
 */
export async function startProxy(
  target,
  { strip = '', buffers = false, refuses, generatesFrames = false } = {},
) {
  const generator = new FrameGenerator();
  if (generatesFrames) {
    const state = await (await fetch(`${target}/debug/vars/ui/state`)).json();
    generator.process = state.process;
  }
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(strip)) {
      outgoing.writeHead(404).end('The proxy does not serve this path.');
    } else if (refuses?.path.test(incoming.url)) {
      outgoing.writeHead(refuses.status).end('refused');
    } else if (generatesFrames && incoming.url.endsWith('/ui/stream')) {
      generator.stream(outgoing);
    } else {
      forward(incoming, outgoing);
    }
  });
  const forward = (incoming, outgoing) => {
    const url = new URL(incoming.url.slice(strip.length), target);
    const headers = { ...incoming.headers, host: url.host };
    if (generatesFrames) {
      delete headers['accept-encoding'];
    }
    const forwarded = request(
      url,
      { method: incoming.method, headers },
      async (response) => {
        if (!buffers && !generatesFrames) {
          outgoing.writeHead(response.statusCode, response.headers);
          response.pipe(outgoing);
          return;
        }
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        await once(response, 'end').catch(() => outgoing.destroy());
        const body = Buffer.concat(chunks);
        if (generatesFrames && incoming.url.endsWith('/ui/state')) {
          generator.state = JSON.parse(body);
        }
        outgoing.writeHead(response.statusCode, response.headers);
        outgoing.end(body);
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
    sendFrames: (count) => generator.sendUntil(count),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A stream of frames in which 1,000 values change each time. */
class FrameGenerator {
  process;
  state;
  #outgoing;
  #sent = 0;

  stream(outgoing) {
    this.#outgoing = outgoing;
    outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' });
    this.#write('hello', { process: this.process, tick: 0 });
  }

  /** @param count the total number of frames, including those sent before */
  async sendUntil(count) {
    while (this.state === undefined) {
      await setImmediate();
    }
    const { state } = this;
    const numbers = state.variables.filter(
      ([, , value]) => typeof value === 'number',
    );
    while (this.#sent < count) {
      const n = ++this.#sent;
      const tick = state.tick + n;
      const values = Array.from({ length: 1000 }, (_, i) => {
        const [id] = numbers[(n * 100 + i) % numbers.length];
        return [id, n * 1000 + i];
      }).flat();
      this.#write('frame', {
        tick,
        at: state.at + n * 1000,
        runtime: Object.values(state.runtime.series).map((samples) =>
          samples.at(-1),
        ),
        values,
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #write(event, data) {
    this.#outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
