import { RequestMethod } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';

type Next = () => void;
type Middleware = (request: Request, response: unknown, next: Next) => unknown;
type Mount = (path: string, middleware: Middleware) => unknown;

interface Request {
  readonly originalUrl?: string;
  readonly url?: string;
}

/** The part of Nest's HTTP adapters that mounts the middleware of modules. */
interface Adapter {
  /** The prefix that the Fastify adapter of Nest 11 adds to paths without it. */
  _pathPrefix?: unknown;
  createMiddlewareFactory(method: RequestMethod): Mount | Promise<Mount>;
}

/**
 * Keeps the document and the dashboard out of the application's global prefix,
 * together with the middleware that would run for them without a prefix.
 */
export class PrefixExemption {
  /** Matches the path of the document, and those of the dashboard. */
  private readonly pattern: RegExp;

  /** @param path the document's path, with a leading slash */
  constructor(
    private readonly config: ApplicationConfig,
    private readonly path: string,
  ) {
    this.pattern = new RegExp(`^${escapeRegExp(path)}(/ui(/[^/]+)?)?/?$`, 'i');
  }

  /**
   * Adds the paths to those that the application excludes from its prefix.
   *
   * Nest copies the excluded routes before it calls the first `configure()`, and
   * `main.ts` may replace them until then. So this extends the method that Nest
   * reads them with.
   */
  excludeRoutes(): void {
    const { config, path, pattern } = this;
    const read = config.getGlobalPrefixOptions.bind(config);
    config.getGlobalPrefixOptions = () => {
      if (config.getGlobalPrefix() === '') {
        return read(); // Nest would mount wildcard middleware twice.
      }
      const { exclude = [], ...options } = read();
      const route = {
        path,
        requestMethod: RequestMethod.ALL,
        pathRegex: pattern,
      };
      return { ...options, exclude: [...exclude, route] };
    };
  }

  /**
   * Mounts middleware outside the prefix as well, for the exempt paths alone.
   *
   * Nest mounts middleware below the prefix. What it mounts for excluded routes
   * depends on its version, the adapter and the spelling of the route.
   */
  extendMiddleware(adapter: Adapter): void {
    const prefix = withoutSlashes(this.config.getGlobalPrefix());
    if (prefix === '') {
      return;
    }
    const belowPrefix = new RegExp(`^/${escapeRegExp(prefix)}(?=[/$]|$)`);
    const createMount = adapter.createMiddlewareFactory.bind(adapter);
    const runsOnce = new WeakMap<Middleware, Middleware>();
    adapter.createMiddlewareFactory = async (method) => {
      const mount = await createMount(method);
      return (path, middleware) => {
        let once = runsOnce.get(middleware);
        if (once === undefined) {
          once = this.runOnce(middleware);
          runsOnce.set(middleware, once);
        }
        mount(path, once);
        const exemptPath = path.replace(belowPrefix, '');
        if (exemptPath !== '$') {
          mountOutsidePrefix(adapter, mount, exemptPath, this.only(once));
        }
      };
    };
  }

  /** Runs the middleware for the exempt paths, and skips it for all others. */
  private only(middleware: Middleware): Middleware {
    return (request, response, next) =>
      this.isExempt(request) ? middleware(request, response, next) : next();
  }

  /** Skips the middleware when it has run for the same exempt request. */
  private runOnce(middleware: Middleware): Middleware {
    const seen = new WeakSet<Request>();
    return (request, response, next) => {
      if (this.isExempt(request)) {
        if (seen.has(request)) {
          return next();
        }
        seen.add(request);
      }
      return middleware(request, response, next);
    };
  }

  private isExempt({ originalUrl, url = '' }: Request): boolean {
    const [path] = (originalUrl ?? url).split('?', 1);
    return this.pattern.test(path!);
  }
}

/** Mounts middleware where Nest 11 would add the prefix on Fastify. */
function mountOutsidePrefix(
  adapter: Adapter,
  mount: Mount,
  path: string,
  middleware: Middleware,
): void {
  const { _pathPrefix } = adapter;
  Object.assign(adapter, { _pathPrefix: undefined });
  mount(path, middleware);
  Object.assign(adapter, { _pathPrefix });
}

function withoutSlashes(text: string): string {
  return text.replaceAll(/^\/+|\/+$/g, '');
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
