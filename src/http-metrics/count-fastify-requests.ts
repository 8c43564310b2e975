import type { HttpRequest, HttpResponse } from './http-exchange.js';
import type { RequestCounter } from './request-counter.js';

interface FastifyRequest {
  readonly raw: CountedRequest;
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

const TEMPLATE = Symbol('nestjs-expvar:route-template');

/** A request that is counted has the key, also while no route is known. */
interface CountedRequest extends HttpRequest {
  [TEMPLATE]?: string | undefined;
}

/** Counts every request that a Fastify application handles. */
export function countFastifyRequests(
  instance: FastifyInstance,
  counter: RequestCounter,
): void {
  const watch = (request: CountedRequest, response: HttpResponse) => {
    request[TEMPLATE] = undefined;
    counter.watch(request, response, () => request[TEMPLATE]);
  };
  // Middleware may answer before any hook runs.
  instance.server.prependListener('request', watch);
  instance.addHook('onRequest', ({ raw, is404, routeOptions }, reply, done) => {
    // Requests of inject(), and those to further addresses of localhost, do not
    // reach this server.
    if (!(TEMPLATE in raw)) {
      watch(raw, reply.raw);
    }
    raw[TEMPLATE] = is404 ? undefined : routeOptions.url;
    done();
  });
}
