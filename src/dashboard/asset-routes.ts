import { gunzipSync } from 'node:zlib';
import type { SubRoute } from '../http/sub-routes.js';
import { PAGE } from './assets.generated.js';
import { acceptsGzip, dashboardReply } from './dashboard-replies.js';

/** A file of the page as the build embeds it. */
interface Asset {
  readonly type: string;
  /** The gzipped content in base64. */
  readonly gzip: string;
}

/** Returns the route of the page. */
export function pageRoute(): SubRoute {
  const html = { type: 'text/html; charset=utf-8', gzip: PAGE.html };
  return assetRoute(html, 'no-cache');
}

/** Returns the routes of the page's files by their paths. */
export function fileRoutes(): [path: string, route: SubRoute][] {
  return Object.entries(PAGE.assets).map(([name, asset]) => [
    `ui/${name}`,
    // The name contains a hash of the content, so the file never changes.
    assetRoute(asset, 'private, max-age=31536000, immutable'),
  ]);
}

function assetRoute({ type, gzip }: Asset, cacheControl: string): SubRoute {
  let compressed: Buffer | undefined;
  return (request) => {
    compressed ??= Buffer.from(gzip, 'base64');
    const isCompressed = acceptsGzip(request);
    const body = isCompressed ? compressed : gunzipSync(compressed);
    return dashboardReply(type, cacheControl, body, isCompressed);
  };
}
