import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { formatError } from '../support/log-text.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { ResponseWatcher } from '../support/response-watcher.js';
import { IntVar } from '../vars/int-var.js';
import { counter, gauge, type VarMeta } from '../vars/var-meta.js';
import type { Var } from '../vars/var.js';
import type { HttpRequest, HttpResponse, Session } from './http-exchange.js';
import type { ResolvedHttpOptions } from '../options/http-metrics.options.js';
import type { RouteVars } from './route-vars.js';
import { Routes } from './routes.js';
import { SentBytes } from './sent-bytes.js';

/** Finds the template of a request's route; undefined when no route matched. */
type TemplateFinder = () => string | undefined;

const STREAM_TYPE = /text\/event-stream|multipart\/x-mixed-replace/i;

/** Counts the requests of an application. */
export class RequestCounter {
  private readonly aborted = new IntVar();
  private readonly bytesOut = new IntVar();
  private readonly errors = new IntVar();
  private readonly inFlight = new IntVar();
  private readonly requests = new IntVar();
  private readonly routes: Routes;
  private readonly sentBytes = new SentBytes();
  private readonly watcher = new ResponseWatcher();
  /** The path of the document; undefined when its requests count. */
  private documentPath: string | undefined;

  constructor(
    private readonly options: ResolvedHttpOptions,
    private readonly log: RateLimitedLogger,
  ) {
    this.routes = new Routes(options);
  }

  /** The variables of the map `http` by key, with their metadata. */
  variables(): [key: string, variable: Var, meta: VarMeta][] {
    return [
      [
        'aborted',
        this.aborted,
        counter(
          '{request}',
          'Requests that the client gave up before the response was complete',
          'http_server_aborted_total',
        ),
      ],
      [
        'bytesOut',
        this.bytesOut,
        counter('By', 'Bytes that were sent, headers of responses included'),
      ],
      [
        'errors',
        this.errors,
        counter('{request}', 'Requests answered with a status from 500 on'),
      ],
      [
        'inFlight',
        this.inFlight,
        gauge(
          '{request}',
          'Requests that are not yet answered',
          'http_server_active_requests',
        ),
      ],
      ['requests', this.requests, counter('{request}', 'Requests answered')],
      ['routes', this.routes.map, Routes.meta],
    ];
  }

  /**
   * Excludes requests for the path of the document and below, unless the option
   * `debugPage` is true.
   */
  excludeDocument(path: string): void {
    if (!this.options.debugPage) {
      this.documentPath = path;
    }
  }

  /**
   * Counts a request when it is answered or aborted. Never throws.
   *
   * Hot path: every request of the application calls it.
   *
   * @param findTemplate called when the request is over
   */
  watch(
    request: HttpRequest,
    response: HttpResponse,
    findTemplate: TemplateFinder,
  ): void {
    // An upgrade, such as to WebSocket, does not count as a request.
    if (request.upgrade === true) {
      return;
    }
    try {
      this.watchRequest(request, response, findTemplate);
    } catch (error) {
      this.logError(error);
    }
  }

  private watchRequest(
    request: HttpRequest,
    response: HttpResponse,
    findTemplate: TemplateFinder,
  ): void {
    // A stream that has ended has no session.
    const session = request.stream?.session;
    if (this.isForDocument(request.url)) {
      // The next request on the connection must not count these bytes. In
      // HTTP/2 they cannot be distinguished from the bytes of concurrent
      // requests.
      if (session === undefined) {
        onEnd(response, false, () => {
          this.newBytes(request, session);
        });
      }
      return;
    }
    const start = performance.now();
    let isOver = false;
    const end = (isAnswered: boolean) => {
      if (isOver) {
        return;
      }
      isOver = true;
      closeListeners?.delete(abortRequest);
      this.inFlight.add(-1);
      const bytes = this.newBytes(request, session);
      this.bytesOut.add(bytes);
      try {
        const route = this.routes.find(request.method ?? '', findTemplate());
        route.bytesOut.add(bytes);
        this.count(route, response, isAnswered, start);
      } catch (error) {
        this.logError(error);
      }
    };
    const abortRequest = () => end(false);
    const closeListeners =
      session === undefined
        ? this.watcher.closeListeners(request.socket)?.add(abortRequest)
        : undefined;
    onEnd(response, session !== undefined, end);
    this.inFlight.add(1);
  }

  private newBytes(request: HttpRequest, session: Session | undefined): number {
    try {
      return this.sentBytes.countNew(request.socket, session);
    } catch (error) {
      this.logError(error);
      return 0;
    }
  }

  private count(
    route: RouteVars,
    response: HttpResponse,
    isAnswered: boolean,
    start: number,
  ): void {
    const isStream = isEventStream(response);
    // A client always closes its event stream, so that does not count as an
    // abort.
    if (!isAnswered && !isStream) {
      this.aborted.add(1);
      route.aborted.add(1);
      return;
    }
    const { statusCode } = response;
    this.requests.add(1);
    route.countAnswer(statusCode);
    if (statusCode >= 500) {
      this.errors.add(1);
    }
    const seconds = (performance.now() - start) / 1000;
    // A test may set the clock back.
    if (!isStream && seconds >= 0) {
      route.latency.record(seconds);
    }
  }

  private isForDocument(url = ''): boolean {
    const { documentPath } = this;
    if (documentPath === undefined || !url.startsWith(documentPath)) {
      return false;
    }
    const next = url[documentPath.length];
    return next === undefined || next === '?' || next === '/';
  }

  private logError(error: unknown): void {
    this.log.warn(
      'request',
      () => `cannot count a request: ${formatError(error)}`,
    );
  }
}

/**
 * Calls `listener` when a response is over, perhaps more than once.
 *
 * @param listener receives true if the request was answered
 */
function onEnd(
  response: HttpResponse,
  isHttp2: boolean,
  listener: (isAnswered: boolean) => void,
): void {
  if (!(response instanceof EventEmitter)) {
    // The response is a mock without events.
    const end = response.end.bind(response);
    response.end = (...args: unknown[]) => {
      const result = end(...args);
      listener(true);
      return result;
    };
    return;
  }
  // HTTP/2 also emits `finish` for an aborted response.
  if (!isHttp2) {
    // serverless-http 3 emits `close` in its own `finish` listener, which it
    // adds earlier.
    response.prependListener('finish', () => listener(true));
  }
  response.on('close', () => listener(isHttp2 && response.writableEnded));
}

/** True for a response that lasts until the client leaves. */
function isEventStream(response: HttpResponse): boolean {
  const type = response.getHeader?.('content-type');
  // Headers that were passed to writeHead() are only in the text.
  const text = type ?? response['_header'];
  return typeof text === 'string' && STREAM_TYPE.test(text);
}
