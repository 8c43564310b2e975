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

/** The key of a request's state on the request itself. */
const STATE = Symbol('nestjs-expvar:request-state');

interface RequestState {
  template: string | undefined;
}

interface CountedRequest extends HttpRequest {
  [STATE]?: RequestState;
}

/** Counts every request that a Fastify application handles. */
export function countFastifyRequests(
  instance: FastifyInstance,
  counter: RequestCounter,
): void {
  const watch = (request: CountedRequest, response: HttpResponse) => {
    const state: RequestState = { template: undefined };
    request[STATE] = state;
    counter.watch(request, response, () => state.template);
    return state;
  };
  // Middleware may answer before any hook runs.
  instance.server.prependListener('request', watch);
  instance.addHook('onRequest', ({ raw, is404, routeOptions }, reply, done) => {
    // The server does not know the requests of inject(), and those of further
    // addresses of localhost.
    const state = raw[STATE] ?? watch(raw, reply.raw);
    state.template = is404 ? undefined : routeOptions.url;
    done();
  });
}
