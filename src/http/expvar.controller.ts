import {
  All,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Injectable,
  NotFoundException,
  type Type,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { ResolvedExtras } from '../options/module.options.js';
import {
  type AdapterRequest,
  type AdapterResponse,
  matchedRoute,
  rawRequest,
} from './adapter.js';
import { ExpvarHandler } from './expvar.handler.js';

/** The paths below the document that each method of the controller serves. */
const ROUTES = {
  serveDocument: [],
  serveDashboard: ['ui'],
  serveDashboardFile: ['ui', ':file'],
} as const;

type RouteMethod = keyof typeof ROUTES;

/**
 * Sends the reply. It is the last guard of each route and never resolves, so
 * that no interceptor, pipe or exception filter of the application sees the
 * response. The guards of the application run before it, and their errors reach
 * the filters.
 */
@Injectable()
class ReplyGuard implements CanActivate {
  constructor(private readonly handler: ExpvarHandler) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<AdapterRequest>();
    const raw = rawRequest(request);
    const { method, url = '' } = raw;
    const path = url.split('?', 1)[0]!;
    // Express also routes /DEBUG/VARS and /debug/vars/ here, which would bypass
    // a proxy that denies the document by its path.
    if (!matchesExactly(matchedRoute(request), path)) {
      throw new NotFoundException(`Cannot ${method} ${url}`);
    }
    const segments = path.split('/');
    const route = ROUTES[context.getHandler().name as RouteMethod];
    const subPath = segments.slice(segments.length - route.length).join('/');
    await this.handler.handle(
      raw,
      http.getResponse<AdapterResponse>(),
      subPath,
    );
    return new Promise(() => {});
  }
}

/** Runs before the guards of the option, whose replies vary as all others do. */
@Injectable()
class VaryGuard implements CanActivate {
  constructor(private readonly handler: ExpvarHandler) {}

  canActivate(context: ExecutionContext): boolean {
    const response = context.switchToHttp().getResponse<AdapterResponse>();
    const route = ROUTES[context.getHandler().name as RouteMethod];
    this.handler.varyByAccept(response, route.join('/'));
    return true;
  }
}

/**
 * Creates the controller class of one `forRoot` call. Applications of one
 * process must not share a class, because decorators store its path and guards
 * with it.
 */
export function createExpvarController({
  path,
  dashboard,
  guards,
  decorators,
}: ResolvedExtras): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class ExpvarController implements Record<RouteMethod, () => void> {
    serveDocument(): void {}

    serveDashboard(): void {}

    serveDashboardFile(): void {}
  }

  const methods: readonly RouteMethod[] = dashboard
    ? ['serveDocument', 'serveDashboard', 'serveDashboardFile']
    : ['serveDocument'];
  const { prototype } = ExpvarController;
  for (const method of methods) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, method)!;
    // The route accepts all HTTP methods, because Nest replies 404 to the
    // others.
    All(ROUTES[method].join('/'))(prototype, method, descriptor);
    UseGuards(ReplyGuard)(prototype, method, descriptor);
  }
  UseGuards(VaryGuard, ...guards)(ExpvarController);
  // The metadata of @ApiExcludeController() of @nestjs/swagger.
  Reflect.defineMetadata(
    'swagger/apiExcludeController',
    [true],
    ExpvarController,
  );
  for (const decorate of decorators) {
    decorate(ExpvarController);
  }
  return ExpvarController;
}

/**
 * True when a path equals a route in every letter; a parameter is any segment.
 */
function matchesExactly(route: string, path: string): boolean {
  const expected = route.split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every(
      (segment, i) =>
        segment === actual[i] || (actual[i] !== '' && /[:*{(]/.test(segment)),
    )
  );
}
