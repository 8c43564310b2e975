import type { IncomingMessage } from 'node:http';

/** Headers that only a proxy adds, with the families they come in. */
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
const FAMILY = /^(?:x-forwarded-|x-envoy-|cf-|x-appengine-|x-arr-|x-azure-)/;

/** Node leaves out headers, without a word, beyond a number of them. */
const MAX_HEADERS = 100;

/** Whether there are so many headers that a mark may have been left out. */
export function mayLackHeaders({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.length > 2 * MAX_HEADERS;
}

/** Whether a proxy has marked the request as one that it forwards. */
export function isForwarded({ headers }: IncomingMessage): boolean {
  // Present is enough, even empty: what it says cannot be believed anyway.
  for (const name in headers) {
    if (HEADERS.has(name) || FAMILY.test(name)) {
      return true;
    }
  }
  return false;
}
