import type { HttpRequest, HttpResponse } from './http-exchange.js';
import type { RequestCounter } from './request-counter.js';

interface FastifyRequest {
  readonly raw: WatchedRequest;
  readonly is404: boolean;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface FastifyInstance {
  readonly server: {
    prependListener(
      event: 'request',
      listener: (request: HttpRequest, response: HttpResponse) => void,
    ): unknown;
  };
  addHook(
    name: 'onRequest',
    hook: (
      request: FastifyRequest,
      reply: { readonly raw: HttpResponse },
      done: () => void,
    ) => void,
  ): unknown;
}

/** The key of what is known of a request on the request itself. */
const WATCHED = Symbol('nestjs-expvar:watched');

interface WatchedRequest extends HttpRequest {
  [WATCHED]?: { template: string | undefined };
}

/** Counts every request that a Fastify application handles. */
export function countFastifyRequests(
  instance: FastifyInstance,
  counter: RequestCounter,
): void {
  const watch = (request: WatchedRequest, response: HttpResponse) => {
    const watched: { template: string | undefined } = { template: undefined };
    request[WATCHED] = watched;
    counter.watch(request, response, () => watched.template);
    return watched;
  };
  // Middleware may answer before any hook runs.
  instance.server.prependListener('request', watch);
  instance.addHook('onRequest', ({ raw, is404, routeOptions }, reply, done) => {
    // The server does not know the requests of inject(), and those of further
    // addresses of localhost.
    const watched = raw[WATCHED] ?? watch(raw, reply.raw);
    watched.template = is404 ? undefined : routeOptions.url;
    done();
  });
}
