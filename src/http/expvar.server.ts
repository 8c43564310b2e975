import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { textReply } from './reply.js';
import { ExpvarHandler } from './expvar.handler.js';
import { CLOSING_GRACE_MS, ReplyTracker } from './reply-tracker.js';

/** Serves the page on a port of its own, outside Nest's pipeline. */
@Injectable()
export class ExpvarServer implements BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly handler: ExpvarHandler,
    private readonly outbox: ReplyTracker,
  ) {}

  /**
   * Starts to listen. It does not keep the process alive by itself.
   *
   * @returns the server, and the URL of the page
   * @throws Error when it cannot listen there
   */
  async listen(
    { host, port }: { host: string; port: number },
    path: string,
  ): Promise<{ server: Server; url: string }> {
    const server = createServer((request, response) => {
      void this.serve(path, request, response);
    });
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(new Error(listenError(error, url(host, port, path)))),
      );
      // In a cluster a shared port would mix the values of all workers.
      server.listen({ port, host, exclusive: true }, resolve);
    });
    this.server = server;
    const { port: actualPort } = server.address() as AddressInfo;
    return { server, url: url(host, actualPort, path) };
  }

  /** Stops listening, and ends the connections that do not end by themselves. */
  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) {
      const timer = setTimeout(
        () => server.closeAllConnections(),
        CLOSING_GRACE_MS,
      );
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(timer);
    }
  }

  private async serve(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const page = pageOf(request, path);
    const answer =
      page === undefined
        ? textReply(404, messages.pageNotFound)
        : await this.handler.reply(request, page);
    if (!('body' in answer)) {
      this.outbox.open(response, answer);
      return;
    }
    this.outbox.send(response, answer, ({ status, headers, body }) => {
      response.writeHead(status, headers);
      response.end(body);
    });
  }
}

/** The page that is asked for; undefined where it is none of ours. */
function pageOf(
  { url = '' }: IncomingMessage,
  path: string,
): string | undefined {
  const wanted = url.split('?', 1)[0]!;
  return wanted === path
    ? ''
    : wanted.startsWith(`${path}/ui`)
      ? wanted.slice(path.length + 1)
      : undefined;
}

function url(host: string, port: number, path: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}

function listenError(error: NodeJS.ErrnoException, at: string): string {
  return error.code === 'EADDRINUSE'
    ? messages.portTaken(at)
    : messages.cannotListen(at, error.message);
}
