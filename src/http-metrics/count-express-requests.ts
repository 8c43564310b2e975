import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { Mounts } from './mounts.js';
import type { RequestCounter } from './request-counter.js';

/** A longer path is not a template. */
const MAX_LENGTH = 256;

interface ExpressRequest extends HttpRequest {
  /** The part of the path that mounted routers have matched. */
  readonly baseUrl?: string;
  /** The last route that matched. It stays when the route calls `next()`. */
  readonly route?: Route;
  readonly params?: object;
}

interface Route {
  readonly path?: unknown;
}

type Handle = (
  this: Express,
  request: ExpressRequest,
  response: HttpResponse,
  ...rest: unknown[]
) => unknown;

interface Express {
  handle: Handle;
  use: (this: Express, ...args: unknown[]) => unknown;
  /** The router of Express 5. */
  readonly router: Router;
  /** The router of Express 4, whose `router` throws. */
  readonly _router?: Router;
}

interface Router {
  readonly stack: readonly { readonly route?: Route }[];
  handle: (
    this: Router,
    request: ExpressRequest,
    response: HttpResponse,
    done: (error?: unknown) => void,
  ) => void;
}

type NotFoundHandler = (request: ExpressRequest, ...rest: unknown[]) => unknown;

type ErrorHandler = (
  error: unknown,
  request: ExpressRequest,
  response: unknown,
  next: unknown,
) => unknown;

interface ExpressAdapter {
  getInstance(): Express;
  setErrorHandler(handler: ErrorHandler, ...rest: unknown[]): unknown;
  setNotFoundHandler(handler: NotFoundHandler, ...rest: unknown[]): unknown;
}

/** The reason why Nest or Express answered a request instead of a handler. */
type Fallback = 'error' | 'notFound';

type Fallbacks = WeakMap<object, Fallback>;

/** Counts every request that an Express application handles. */
export function countExpressRequests(
  adapter: ExpressAdapter,
  counter: RequestCounter,
): void {
  const instance = adapter.getInstance();
  const fallbacks = recordFallbacks(adapter);
  const mounts = recordMounts(instance);
  // Middleware would miss the routes that the Express instance had before Nest.
  const { handle } = instance;
  let isRecording = false;
  instance.handle = function (request, response, ...rest) {
    // Express creates the router when it is first used.
    if (!isRecording) {
      isRecording = true;
      recordUnhandled(routerOf(instance), fallbacks);
    }
    const root = request.baseUrl ?? '';
    counter.watch(request, response, () =>
      findTemplate(instance, mounts, root, fallbacks.get(request), request),
    );
    return handle.call(this, request, response, ...rest);
  };
}

/** @param root the `baseUrl` of the application's own routes */
function findTemplate(
  instance: Express,
  mounts: Mounts,
  root: string,
  fallback: Fallback | undefined,
  { route, baseUrl = '', params = {} }: ExpressRequest,
): string | undefined {
  // The matched route may have called next(), for example for another version
  // or host.
  if (fallback === 'notFound') {
    return undefined;
  }
  // Nest handles the error outside of the router in which it happened.
  const isMounted = fallback === undefined && baseUrl !== root;
  if (route?.path !== undefined) {
    const template = templateOf(route.path);
    const isPlain = !isMounted && fallback === undefined;
    if (isPlain || isRouteOf(instance, route)) {
      return isMounted ? mounts.find(baseUrl, params) : template;
    }
    // The base is the text of the client and not a template.
    return `…${template}`;
  }
  if (isMounted) {
    return mounts.find(baseUrl, params);
  }
  return fallback === undefined ? '/' : undefined;
}

/**
 * True for a route of the application itself rather than of a mounted router.
 */
function isRouteOf(instance: Express, route: Route): boolean {
  return routerOf(instance).stack.some((layer) => layer.route === route);
}

function routerOf(instance: Express): Router {
  return instance['_router'] ?? instance.router;
}

/** @param path may be a regular expression or a list of paths */
function templateOf(path: unknown): string {
  return typeof path === 'string' ? path : String(path).slice(0, MAX_LENGTH);
}

/** Records the requests that Nest answers because no handler did. */
function recordFallbacks(adapter: ExpressAdapter): Fallbacks {
  const fallbacks: Fallbacks = new WeakMap();
  const setNotFoundHandler = adapter.setNotFoundHandler.bind(adapter);
  adapter.setNotFoundHandler = (handler, ...rest) =>
    setNotFoundHandler(
      (request, ...args) => {
        fallbacks.set(request, 'notFound');
        return handler(request, ...args);
      },
      ...rest,
    );
  const setErrorHandler = adapter.setErrorHandler.bind(adapter);
  adapter.setErrorHandler = (handler, ...rest) =>
    setErrorHandler(
      (error, request, response, next) => {
        fallbacks.set(request, 'error');
        return handler(error, request, response, next);
      },
      ...rest,
    );
  return fallbacks;
}

/**
 * Records the requests that Express answers, such as those outside of a global
 * prefix.
 */
function recordUnhandled(router: Router, fallbacks: Fallbacks): void {
  const { handle } = router;
  router.handle = function (request, response, done) {
    handle.call(this, request, response, (error) => {
      fallbacks.set(request, error ? 'error' : 'notFound');
      done(error);
    });
  };
}

/** Records the paths that handlers are mounted at. */
function recordMounts(instance: Express): Mounts {
  const mounts = new Mounts();
  const { use } = instance;
  instance.use = function (...args) {
    mounts.add(args[0]);
    return use.apply(this, args);
  };
  return mounts;
}
