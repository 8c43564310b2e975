import { performance } from 'node:perf_hooks';
import { IntVar } from '../vars/int-var.js';
import type { CountedRequest, CountedResponse } from './counted-request.js';
import type { ResolvedHttpVarsOptions } from './requests.options.js';
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
    const bytes = this.sentBytes.of(request);
    if (this.isPage(request.url)) {
      // The next request of the connection must not count its bytes.
      response.once('close', bytes);
      return;
    }
    const { inFlight } = this;
    const start = performance.now();
    let isOver = false;
    inFlight.add(1);
    const end = (isWhole: boolean) => {
      if (isOver) {
        return;
      }
      isOver = true;
      inFlight.add(-1);
      this.bytesOut.add(bytes());
      const route = this.routes.of(request.method ?? '', templateOf());
      if (isWhole) {
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
    // In HTTP/2 it also comes when the stream is given up.
    response.once('finish', () => end(response.writableEnded));
    response.once('close', () => end(false));
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
