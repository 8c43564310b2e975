import type { CountedRequest, CountedResponse } from './counted-request.js';
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

/** What is known of a request that is being watched. */
interface Watched {
  template: string | undefined;
}

/** Counts what comes to a Fastify application. */
export function countFastifyRequests(
  instance: FastifyInstance,
  counter: RequestCounter,
): void {
  const all = new WeakMap<CountedRequest, Watched>();
  const watch = (request: CountedRequest, response: CountedResponse) => {
    const watched: Watched = { template: undefined };
    all.set(request, watched);
    counter.watch(request, response, () => watched.template);
    return watched;
  };
  // By the server, because middleware may answer before any hook is run.
  instance.server.prependListener('request', watch);
  instance.addHook('onRequest', (request, reply, done) => {
    // Of inject(), and of further addresses of localhost, it knows nothing.
    const watched = all.get(request.raw) ?? watch(request.raw, reply.raw);
    watched.template = request.is404 ? undefined : request.routeOptions.url;
    done();
  });
}
