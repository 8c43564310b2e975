import type { IncomingMessage } from 'node:http';
import { hostOf } from './host.js';

const ORIGIN = /^(https?):\/\/([^/?#@\s]+)$/i;
const DEFAULT_PORT = { http: ':80', https: ':443' };

/**
 * Recognizes a request that a page of another site makes, by the headers that
 * browsers add. Source: the Fetch Standard (Origin) and Fetch Metadata.
 *
 * @param isFile of the dashboard's page, which has no data. Browsers send Origin
 *   with module scripts, and a proxy may have changed the host.
 * @returns why the request is denied; undefined for programs other than browsers
 */
export function crossSite(
  request: IncomingMessage,
  isFile = false,
): string | undefined {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (
    site !== undefined &&
    site !== 'same-origin' &&
    site !== 'none' &&
    !isNavigation(request)
  ) {
    return 'a page of another site made it (Sec-Fetch-Site)';
  }
  const { origin } = headers;
  return !isFile && origin !== undefined && !isOriginOf(origin, hostOf(request))
    ? 'a page of another site made it (Origin)'
    : undefined;
}

/** True when a user follows a link, whose page learns nothing of the response. */
function isNavigation({ headers }: IncomingMessage): boolean {
  return (
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

function isOriginOf(origin: string, host: string | undefined): boolean {
  const [, scheme, originHost] = ORIGIN.exec(origin.toLowerCase()) ?? [];
  if (scheme === undefined || originHost === undefined || host === undefined) {
    return false;
  }
  const port = DEFAULT_PORT[scheme as keyof typeof DEFAULT_PORT];
  return withPort(originHost, port) === withPort(host.toLowerCase(), port);
}

function withPort(host: string, port: string): string {
  return /:\d+$/.test(host) ? host : `${host}${port}`;
}
