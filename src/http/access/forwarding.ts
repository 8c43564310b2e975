import type { IncomingMessage } from 'node:http';

/** Headers that only a proxy adds. */
const HEADERS = new Set([
  'cdn-loop',
  'client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'forwarded',
  'forwarded-for',
  'proxy-connection',
  'remote-addr',
  'true-client-ip',
  'via',
  'wl-proxy-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-forwarded',
  'x-amz-cf-id',
  'x-host',
  'x-original-for',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-url',
  'x-originating-ip',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
  'x-rewrite-url',
  'x-varnish',
]);
const PREFIX = /^(?:x-forwarded-|x-envoy-|cf-|x-appengine-|x-arr-|x-azure-)/;

/** Node may silently drop the headers of a request beyond this number. */
const MAX_HEADERS = 100;

/**
 * True if Node may have dropped the header with which a proxy marks a request.
 */
export function mayLackHeaders({
  rawHeaders = [],
}: Partial<IncomingMessage>): boolean {
  return rawHeaders.length > 2 * MAX_HEADERS;
}

/** True when the headers say that a proxy has forwarded the request. */
export function isForwarded({ headers }: IncomingMessage): boolean {
  // An empty header counts too, because its value cannot be trusted anyway.
  for (const name in headers) {
    if (HEADERS.has(name) || PREFIX.test(name)) {
      return true;
    }
  }
  return false;
}
