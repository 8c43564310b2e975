import type { CountedRequest, CountedResponse } from './counted-request.js';
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
      listener: (request: CountedRequest, response: CountedResponse) => void,
    ): unknown;
  };
  addHook(
    name: 'onRequest',
    hook: (
      request: FastifyRequest,
      reply: { readonly raw: CountedResponse },
      done: () => void,
    ) => void,
  ): unknown;
}

/** Where a request keeps what is known of it. */
const WATCHED = Symbol('nestjs-expvar:watched');

interface WatchedRequest extends CountedRequest {
  [WATCHED]?: { template: string | undefined };
}

/** Counts what comes to a Fastify application. */
export function countFastifyRequests(
  instance: FastifyInstance,
  counter: RequestCounter,
): void {
  const watch = (request: WatchedRequest, response: CountedResponse) => {
    const watched: { template: string | undefined } = { template: undefined };
    request[WATCHED] = watched;
    counter.watch(request, response, () => watched.template);
    return watched;
  };
  // By the server, because middleware may answer before any hook is run.
  instance.server.prependListener('request', watch);
  instance.addHook('onRequest', ({ raw, is404, routeOptions }, reply, done) => {
    // Of inject(), and of further addresses of localhost, it knows nothing.
    const watched = raw[WATCHED] ?? watch(raw, reply.raw);
    watched.template = is404 ? undefined : routeOptions.url;
    done();
  });
}
