import { performance } from 'node:perf_hooks';
import { IntVar } from '../vars/int-var.js';
import { Connections } from './connections.js';
import type { CountedRequest, CountedResponse } from './counted-request.js';
import type { ResolvedHttpVarsOptions } from './http-metrics.options.js';
import { Routes } from './routes.js';
import { SentBytes } from './sent-bytes.js';

/** Counts the requests of an application. */
export class RequestCounter {
  /** Those that were given up before the answer was whole. */
  readonly aborted = new IntVar();
  /** What connections have sent, heads of answers included. */
  readonly bytesOut = new IntVar();
  /** Those that were answered with a status from 500 on. */
  readonly errors = new IntVar();
  readonly inFlight = new IntVar();
  /** Those that have been answered. */
  readonly requests = new IntVar();
  readonly routes: Routes;
  private readonly connections = new Connections();
  private readonly sentBytes = new SentBytes();
  /** Where the page is; undefined where it counts as any other. */
  private page: string | undefined;

  constructor(private readonly options: ResolvedHttpVarsOptions) {
    this.routes = new Routes(options);
  }

  /** Leaves out what is at this path and below it, if it is to be left out. */
  leaveOut(path: string): void {
    if (!this.options.debugPage) {
      this.page = path;
    }
  }

  /**
   * Watches a request until it is answered or given up.
   *
   * Hot path: it is part of every request.
   *
   * @param templateOf asked when the request is over: the template of its
   * route's path; undefined where no route matched
   */
  watch(
    request: CountedRequest,
    response: CountedResponse,
    templateOf: () => string | undefined,
  ): void {
    // Now, because a stream that has ended has no session.
    const session = request.stream?.session;
    if (this.isPage(request.url)) {
      // The next request of the connection must not count its bytes.
      response.on('close', () => {
        this.sentBytes.since(request.socket, session);
      });
      return;
    }
    const start = performance.now();
    this.inFlight.add(1);
    const end = () => {
      this.inFlight.add(-1);
      this.bytesOut.add(this.sentBytes.since(request.socket, session));
      const route = this.routes.of(request.method ?? '', templateOf());
      if (isWhole(request, response)) {
        const { statusCode } = response;
        this.requests.add(1);
        route.count(statusCode);
        if (statusCode >= 500) {
          this.errors.add(1);
        }
      } else {
        this.aborted.add(1);
        route.aborted.add(1);
      }
      const seconds = (performance.now() - start) / 1000;
      // Tests of users set the clock to what they like.
      if (seconds >= 0) {
        route.latency.record(seconds);
      }
    };
    const pending =
      session === undefined
        ? this.connections.add(request.socket, end)
        : undefined;
    response.on('close', () => {
      if (pending === undefined || pending.delete(end)) {
        end();
      }
    });
  }

  private isPage(url = ''): boolean {
    const { page } = this;
    if (page === undefined || !url.startsWith(page)) {
      return false;
    }
    const next = url[page.length];
    return next === undefined || next === '?' || next === '/';
  }
}

/** Whether an answer that is over has been sent to its end. */
function isWhole(
  { socket }: CountedRequest,
  { writableEnded, writableFinished }: CountedResponse,
): boolean {
  // What is injected has no connection, and never finishes; in HTTP/2 what is
  // given up has finished too.
  const hasConnection = socket.bytesWritten !== undefined;
  return writableEnded && (writableFinished || !hasConnection);
}
