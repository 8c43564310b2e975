import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  All,
  Controller,
  Injectable,
  NotFoundException,
  Req,
  Res,
  type Type,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { ResolvedExtras } from '../options/module.options.js';
import type { Reply } from './reply.js';
import { ExpvarHandler } from './expvar.handler.js';
import type { StreamReply } from './stream-reply.js';
import { ReplyTracker } from './reply-tracker.js';

/** As much of Fastify's reply as is used, so that nobody needs its types. */
interface FastifyReply {
  readonly raw: ServerResponse;
  code(status: number): this;
  headers(headers: Reply['headers']): this;
  getHeaders(): object;
  removeHeader(name: string): this;
  send(body: Buffer): this;
  hijack(): this;
}

/** As much of the requests as is used; `route` and so on are the routers'. */
type ExpressRequest = IncomingMessage & { readonly route?: { path?: unknown } };
interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: unknown };
}
type Request = ExpressRequest | FastifyRequest;
type Response = ServerResponse | FastifyReply;

/**
 * Serves the page on the application's own port, within Nest's pipeline: its
 * guards and middleware apply. It sends the answer itself, which keeps
 * interceptors and serializers away from the bytes.
 */
// For the constructor's metadata, which the subclasses inherit.
@Injectable()
export abstract class ExpvarController {
  constructor(
    private readonly handler: ExpvarHandler,
    private readonly outbox: ReplyTracker,
  ) {}

  // All methods, because Nest's own answer to the others is 404.
  @All()
  serve(@Req() request: unknown, @Res() response: unknown): Promise<void> {
    return this.respond(request as Request, response as Response, () => '');
  }

  /** @param pageAt which page is at a path */
  protected async respond(
    request: Request,
    response: Response,
    pageAt: (path: string) => string,
  ): Promise<void> {
    const raw = rawRequest(request);
    const { url = '' } = raw;
    const path = url.split('?', 1)[0]!;
    const page = pageAt(path);
    // Express also routes /DEBUG/VARS and /debug/vars/ here, which would slip
    // past a proxy that denies the page by its path.
    const route = routeOf(request);
    const isOurs =
      isExactly(route, path) ||
      (page === 'ui/' && isExactly(route, path.slice(0, -1)));
    if (!isOurs) {
      throw new NotFoundException(`Cannot ${raw.method} ${url}`);
    }
    const answer = await this.handler.reply(raw, page);
    send(this.outbox, response, answer);
  }
}

const PAGE_ROUTES = [
  ['serveUi', 'ui'],
  ['serveFile', 'ui/:file'],
] as const;

/**
 * A controller class for one call of `forRoot`: what decorators say of a class
 * would otherwise be shared by all applications of the process.
 */
export function createExpvarController({
  path,
  dashboard: hasPages,
  guards,
  decorators,
}: ResolvedExtras): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  class ExpvarRouteController extends ExpvarController {
    serveUi(@Req() request: unknown, @Res() response: unknown): Promise<void> {
      return this.respond(request as Request, response as Response, (url) =>
        url.endsWith('/') ? 'ui/' : 'ui',
      );
    }

    serveFile(
      @Req() request: unknown,
      @Res() response: unknown,
    ): Promise<void> {
      return this.respond(
        request as Request,
        response as Response,
        (url) => `ui/${url.slice(url.lastIndexOf('/') + 1)}`,
      );
    }
  }

  const { prototype } = ExpvarRouteController;
  for (const [method, route] of hasPages ? PAGE_ROUTES : []) {
    All(route)(
      prototype,
      method,
      Object.getOwnPropertyDescriptor(prototype, method)!,
    );
  }
  UseGuards(...guards)(ExpvarRouteController);
  // What @ApiExcludeController() of @nestjs/swagger leaves behind.
  Reflect.defineMetadata(
    'swagger/apiExcludeController',
    [true],
    ExpvarRouteController,
  );
  for (const decorate of decorators) {
    decorate(ExpvarRouteController);
  }
  return ExpvarRouteController;
}

function rawRequest(request: Request): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

function routeOf(request: Request): unknown {
  return 'raw' in request ? request.routeOptions?.url : request.route?.path;
}

/** Whether a path is a route's, letter for letter but for its parameters. */
function isExactly(route: unknown, path: string): boolean {
  const expected = String(route).split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every(
      (segment, i) => segment === actual[i] || /[:*{(]/.test(segment),
    )
  );
}

function send(
  outbox: ReplyTracker,
  response: Response,
  answer: Reply | StreamReply,
): void {
  if (!('body' in answer)) {
    open(outbox, response, answer);
    return;
  }
  if (!('raw' in response)) {
    outbox.send(response, answer, ({ status, headers, body }) => {
      removeCors(response, response.getHeaderNames());
      response.writeHead(status, headers);
      response.end(body);
    });
    return;
  }
  const { raw } = response;
  const isSent = outbox.send(raw, answer, ({ status, headers, body }) => {
    removeCors(raw, raw.getHeaderNames());
    removeCors(response, Object.keys(response.getHeaders()));
    response.code(status).headers(headers).send(body);
  });
  if (!isSent) {
    response.hijack(); // Or Fastify would wait for an answer.
  }
}

function open(
  outbox: ReplyTracker,
  response: Response,
  answer: StreamReply,
): void {
  const raw = 'raw' in response ? response.raw : response;
  if ('raw' in response) {
    response.hijack();
  }
  outbox.open(raw, answer, () => removeCors(raw, raw.getHeaderNames()));
}

/** What the application permits other sites to read, this page is no part of. */
function removeCors(
  response: { removeHeader(name: string): unknown },
  names: readonly string[],
): void {
  for (const name of names) {
    if (name.startsWith('access-control-')) {
      response.removeHeader(name);
    }
  }
}
