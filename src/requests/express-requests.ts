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

interface ExpressAdapter {
  use(
    middleware: (
      request: ExpressRequest,
      response: CountedResponse,
      next: () => void,
    ) => void,
  ): unknown;
}

/** Counts what comes to an Express application, before all that is used later. */
export function countExpressRequests(
  adapter: ExpressAdapter,
  counter: RequestCounter,
): void {
  adapter.use((request, response, next) => {
    counter.watch(request, response, () => templateOf(request));
    next();
  });
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
