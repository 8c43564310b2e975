import type { CountedRequest, CountedResponse } from './counted-request.js';
import type { RequestCounter } from './request-counter.js';

/** So long is no template that somebody wrote by hand. */
const MAX_LENGTH = 256;

interface ExpressRequest extends CountedRequest {
  /** Where a router is mounted; empty outside of any. */
  readonly baseUrl?: string;
  /** The last route that matched; there from then on. */
  readonly route?: { readonly path?: unknown };
}

type Middleware = (
  request: ExpressRequest,
  response: CountedResponse,
  next: () => void,
) => void;

interface ExpressAdapter {
  use(middleware: Middleware): unknown;
  /** Called with what answers when no route has. */
  setNotFoundHandler(handler: Middleware, prefix?: string): unknown;
}

/** Counts what comes to an Express application, before all that is used later. */
export function countExpressRequests(
  adapter: ExpressAdapter,
  counter: RequestCounter,
): void {
  const unmatched = new WeakSet<ExpressRequest>();
  adapter.use((request, response, next) => {
    counter.watch(request, response, () =>
      unmatched.has(request) ? undefined : templateOf(request),
    );
    next();
  });
  // A route may hand on what it has matched: another version, another host.
  const setNotFoundHandler = adapter.setNotFoundHandler.bind(adapter);
  adapter.setNotFoundHandler = (handler, prefix) =>
    setNotFoundHandler((request, response, next) => {
      unmatched.add(request);
      handler(request, response, next);
    }, prefix);
}

function templateOf({
  route,
  baseUrl = '',
}: ExpressRequest): string | undefined {
  const path = route?.path;
  if (path === undefined) {
    return undefined;
  }
  const template = typeof path === 'string' ? path : textOf(path);
  // The base is no template, but what the client has sent.
  return baseUrl === '' ? template : `…${template}`;
}

/** Of a regular expression, or a list of paths. */
function textOf(path: unknown): string {
  return String(path).slice(0, MAX_LENGTH);
}
