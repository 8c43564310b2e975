import type { IncomingMessage } from 'node:http';
import { messages } from '../../expvar.messages.js';
import { hostOf } from './host.js';

const ORIGIN = /^(https?):\/\/([^/?#@\s]+)$/i;
const DEFAULT_PORT = { http: ':80', https: ':443' };

/**
 * Why a request comes from a page of another site, by what browsers say of it;
 * undefined where they say nothing of the kind, as all that is no browser.
 *
 * Source: the Fetch Standard (Origin), Fetch Metadata (Sec-Fetch-*).
 */
export function crossSite(request: IncomingMessage): string | undefined {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (
    site !== undefined &&
    site !== 'same-origin' &&
    site !== 'none' &&
    !isNavigation(request)
  ) {
    return messages.refusals.otherSite;
  }
  const { origin } = headers;
  return origin !== undefined && !isOriginOf(origin, hostOf(request))
    ? messages.refusals.otherOrigin
    : undefined;
}

/** Somebody follows a link: the page it is on learns nothing of the answer. */
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
