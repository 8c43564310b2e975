import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { writeReply } from './adapter.js';
import { ExpvarHandler } from './expvar.handler.js';
import { notFoundReply } from './reply.js';
import { CLOSING_GRACE_MS, ReplyTracker } from './reply-tracker.js';

/**
 * Serves the document and the URLs below it on the port of the option `server`.
 */
@Injectable()
export class ExpvarServer implements BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly handler: ExpvarHandler,
    private readonly tracker: ReplyTracker,
  ) {}

  /**
   * Starts to listen. The server does not keep the process alive.
   *
   * @returns the server, and the URL of the document
   * @throws Error when the server cannot listen there
   */
  async listen(
    { host, port }: { host: string; port: number },
    path: string,
  ): Promise<{ server: Server; url: string }> {
    const server = createServer((request, response) => {
      const subPath = subPathOf(request, path);
      if (subPath === undefined) {
        writeReply(response, this.tracker.withProcessId(notFoundReply()));
      } else {
        void this.handler.handle(request, response, subPath);
      }
    });
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(listenError(error, formatUrl(host, port, path))),
      );
      // In a cluster a shared port would mix the values of all workers.
      server.listen({ port, host, exclusive: true }, resolve);
    });
    this.server = server;
    const { port: actualPort } = server.address() as AddressInfo;
    return { server, url: formatUrl(host, actualPort, path) };
  }

  /** Stops listening and closes the connections that clients keep open. */
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
}

/** Returns the path below the document, or undefined for other URLs. */
function subPathOf(
  { url = '' }: IncomingMessage,
  documentPath: string,
): string | undefined {
  const path = url.split('?', 1)[0]!;
  if (path === documentPath) {
    return '';
  }
  return path.startsWith(`${documentPath}/ui`)
    ? path.slice(documentPath.length + 1)
    : undefined;
}

function formatUrl(host: string, port: number, path: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}

function listenError(error: NodeJS.ErrnoException, url: string): Error {
  return new Error(
    error.code === 'EADDRINUSE'
      ? `expvar: cannot serve ${url}: the port is taken; change server.port, or stop what listens there (in a cluster every worker needs a port of its own)`
      : `expvar: cannot serve ${url}: ${error.message}; change server.host or server.port`,
  );
}
