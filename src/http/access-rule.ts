import type { IncomingMessage } from 'node:http';
import type { Access } from '../expvar.options.js';

/** Headers that only a proxy adds, with the families they come in. */
const FORWARDING_HEADERS = new Set([
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
  'x-host',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-url',
  'x-originating-ip',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
  'x-rewrite-url',
]);
const FORWARDING_FAMILY =
  /^(?:x-forwarded-|x-envoy-|cf-|x-appengine-|x-azure-)/;

const LOCAL_HOST =
  /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Decides who may read, from the raw connection and headers alone: what a
 * trust-proxy setting believes plays no part.
 *
 * @returns why the request is refused; undefined when it may read
 */
export function refusal(
  access: Access,
  request: IncomingMessage,
): string | undefined {
  if (access === 'public') {
    return undefined;
  }
  if (!isLoopbackPeer(request.socket.remoteAddress)) {
    return 'the connection is not from 127.0.0.1 or ::1';
  }
  if (Object.keys(request.headers).some(isForwardingHeader)) {
    return 'a proxy forwarded the request';
  }
  if (!LOCAL_HOST.test(hostOf(request) ?? '')) {
    return 'the Host is not this machine';
  }
  return undefined;
}

/** 127.0.0.1 and ::1 alone: a service mesh delivers from 127.0.0.6. */
function isLoopbackPeer(address: string | undefined): boolean {
  return (
    address === '127.0.0.1' ||
    address === '::1' ||
    address === '::ffff:127.0.0.1'
  );
}

// Present is enough, even empty: what it says cannot be believed anyway.
function isForwardingHeader(name: string): boolean {
  return FORWARDING_HEADERS.has(name) || FORWARDING_FAMILY.test(name);
}

function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined);
}
