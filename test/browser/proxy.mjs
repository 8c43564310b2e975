import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/**
 * A proxy on a free port of 127.0.0.1.
 *
 * @param options `strip`: what it takes from the front of paths; `buffers`: it
 * keeps answers back until they are whole; `refuses`: the status that it answers
 * itself where a path fits; `hurries`: it streams frames of its own, as fast as
 * `frames` asks for them
 */
export async function startProxy(
  target,
  { strip = '', buffers = false, refuses, hurries = false } = {},
) {
  const hurry = new Hurry();
  if (hurries) {
    const state = await (await fetch(`${target}/debug/vars/ui/state`)).json();
    hurry.process = state.process;
  }
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(strip)) {
      outgoing.writeHead(404).end('not behind this proxy');
    } else if (refuses?.path.test(incoming.url)) {
      outgoing.writeHead(refuses.status).end('refused');
    } else if (hurries && incoming.url.endsWith('/ui/stream')) {
      hurry.stream(outgoing);
    } else {
      forward(incoming, outgoing);
    }
  });
  const forward = (incoming, outgoing) => {
    const url = new URL(incoming.url.slice(strip.length), target);
    const headers = { ...incoming.headers, host: url.host };
    if (hurries) {
      delete headers['accept-encoding'];
    }
    const forwarded = request(
      url,
      { method: incoming.method, headers },
      async (answer) => {
        if (!buffers && !hurries) {
          outgoing.writeHead(answer.statusCode, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        await once(answer, 'end').catch(() => outgoing.destroy());
        const body = Buffer.concat(chunks);
        if (hurries && incoming.url.endsWith('/ui/state')) {
          hurry.state = JSON.parse(body);
        }
        outgoing.writeHead(answer.statusCode, answer.headers);
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
    frames: (count) => hurry.until(count),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A stream of frames in which 1,000 values change each time. */
class Hurry {
  process;
  state;
  #outgoing;
  #sent = 0;

  stream(outgoing) {
    this.#outgoing = outgoing;
    outgoing.writeHead(200, { 'Content-Type': 'text/event-stream' });
    this.#write('hello', { process: this.process, tick: 0 });
  }

  /** Has so many frames be sent in all. */
  async until(count) {
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
        runtime: Object.values(state.runtime.series).map((of) => of.at(-1)),
        values,
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #write(event, data) {
    this.#outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
