import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './reply.js';

/**
 * The used members of Fastify's reply, declared here because Fastify is
 * optional.
 */
interface FastifyReply {
  readonly raw: ServerResponse;
  code(status: number): this;
  headers(headers: Reply['headers']): this;
  getHeaders(): object;
  removeHeader(name: string): this;
  send(body: Buffer): this;
  hijack(): this;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: unknown };
}

type ExpressRequest = IncomingMessage & { readonly route?: { path?: unknown } };

/** The request object of Fastify, or of Express and `node:http`. */
export type AdapterRequest = FastifyRequest | ExpressRequest;

/** The response object of Fastify, or of Express and `node:http`. */
export type AdapterResponse = FastifyReply | ServerResponse;

export function rawRequest(request: AdapterRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

export function rawResponse(response: AdapterResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

/** The pattern of the route that matched, such as `/debug/vars/ui/:file`. */
export function matchedRoute(request: AdapterRequest): string {
  return String(
    'raw' in request ? request.routeOptions?.url : request.route?.path,
  );
}

/**
 * Sends a whole response, through the hooks and middleware of the application.
 */
export function writeReply(
  response: AdapterResponse,
  { status, headers, body }: Reply,
): void {
  removeCorsHeaders(response);
  const { Vary } = headers;
  const all =
    Vary === undefined
      ? headers
      : { ...headers, Vary: varyWith(response, String(Vary)) };
  if ('raw' in response) {
    response.code(status).headers(all).send(body);
  } else {
    response.writeHead(status, all);
    response.end(body);
  }
}

/** Tells caches that another request header `name` may get another response. */
export function varyBy(response: AdapterResponse, name: string): void {
  const headers = { Vary: varyWith(response, name) };
  if ('raw' in response) {
    response.headers(headers);
  } else {
    response.setHeader('Vary', headers.Vary);
  }
}

/** A name for `Vary` together with those that are set already. */
function varyWith(response: AdapterResponse, name: string): string {
  const set = [
    rawResponse(response).getHeader?.('vary'),
    'raw' in response && (response.getHeaders() as { vary?: unknown }).vary,
  ];
  const names = [...set.filter(Boolean).flat(), name].join(', ');
  return [...new Set(names.split(/\s*,\s*/))].join(', ');
}

/** Sends the head of a response whose body follows bit by bit. */
export function writeHead(
  response: AdapterResponse,
  { status, headers }: Omit<Reply, 'body'>,
): void {
  removeCorsHeaders(response);
  if ('raw' in response) {
    response.hijack();
  }
  const raw = rawResponse(response);
  // The end of the connection ends the body. Writes are sent without chunk
  // headers.
  raw.useChunkedEncodingByDefault = false;
  raw.writeHead(status, headers);
  raw.flushHeaders?.();
}

/**
 * Removes the CORS permission of the application, which must not cover these
 * responses.
 */
function removeCorsHeaders(response: AdapterResponse): void {
  const raw = rawResponse(response);
  removeCorsNames(raw, raw.getHeaderNames?.() ?? []);
  if ('raw' in response) {
    removeCorsNames(response, Object.keys(response.getHeaders()));
  }
}

function removeCorsNames(
  response: { removeHeader(name: string): unknown },
  names: readonly string[],
): void {
  for (const name of names) {
    if (name.startsWith('access-control-')) {
      response.removeHeader(name);
    }
  }
}
