import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { SubRoute } from '../http/sub-routes.js';
import { PAGE } from './assets.generated.js';
import { acceptsGzip, DASHBOARD_HEADERS } from './dashboard-replies.js';

/** A file of the page as the build embeds it. */
interface Asset {
  readonly type: string;
  /** The gzipped content in base64. */
  readonly gzip: string;
}

/** Returns the routes of the page and its files by their paths. */
export function assetRoutes(): Map<string, SubRoute> {
  const html = { type: 'text/html; charset=utf-8', gzip: PAGE.html };
  const etag = `"${createHash('sha256').update(PAGE.html).digest('base64url')}"`;
  return new Map([
    ['ui', assetRoute(html, { 'Cache-Control': 'no-cache', ETag: etag }, etag)],
    ...Object.entries(PAGE.assets).map(([name, asset]): [string, SubRoute] => [
      `ui/${name}`,
      // The name contains a hash of the content, so the file never changes.
      assetRoute(asset, {
        'Cache-Control': 'private, max-age=31536000, immutable',
      }),
    ]),
  ]);
}

function assetRoute(
  { type, gzip }: Asset,
  cacheHeaders: Record<string, string>,
  etag?: string,
): SubRoute {
  // Both bodies are decoded at the first request and then kept.
  let compressed: Buffer | undefined;
  let plain: Buffer | undefined;
  const bodyFor = (request: IncomingMessage): Buffer => {
    compressed ??= Buffer.from(gzip, 'base64');
    if (acceptsGzip(request)) {
      return compressed;
    }
    plain ??= gunzipSync(compressed);
    return plain;
  };
  return (request) => {
    const headers = {
      ...DASHBOARD_HEADERS,
      ...cacheHeaders,
      Vary: 'Accept-Encoding',
    };
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      return { status: 304, headers, body: Buffer.alloc(0) };
    }
    const body = bodyFor(request);
    return {
      status: 200,
      headers: {
        ...headers,
        'Content-Type': type,
        'Content-Length': body.length,
        ...(body === compressed && { 'Content-Encoding': 'gzip' }),
      },
      body,
    };
  };
}
