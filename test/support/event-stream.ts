import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** A stream of server-sent events, on a connection of its own. */
export class EventStream {
  private readonly received: ServerEvent[] = [];
  private wake = () => {};
  private hasEnded = false;

  private constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    readonly close: () => void,
  ) {}

  /** Opens one, which the end of the test closes. */
  static open(
    url: string,
    headers: Record<string, string> = {},
  ): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { headers, agent: false }, (response) => {
        const stream = new EventStream(
          response.statusCode!,
          response.headers,
          () => response.destroy(),
        );
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const parts = (text + chunk).split('\n\n');
          text = parts.pop()!;
          stream.received.push(...parts.map(parse));
          stream.wake();
        });
        response.on('close', () => {
          stream.hasEnded = true;
          stream.wake();
        });
        onTestFinished(() => {
          response.destroy();
        });
        resolve(stream);
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<ServerEvent | undefined> {
    while (this.received.length === 0 && !this.hasEnded) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.received.shift();
  }
}

function parse(text: string): ServerEvent {
  const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text) ?? [];
  if (event === undefined) {
    throw new Error(`no event: ${text}`);
  }
  return { event, data: JSON.parse(data!) };
}
