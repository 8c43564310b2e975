import type { IncomingMessage } from 'node:http';
import { isForwarded, mayLackHeaders } from './forwarding.js';
import { hostOf } from './host.js';
import { type HostList, isThisMachine } from './host-list.js';
import { isLoopback, peerOf } from './peer.js';

/**
 * Recognizes a request that a proxy on this machine has forwarded without marking
 * it: it comes from this machine, and its Host is another.
 *
 * @returns the Host; undefined when no unmarked proxy is involved
 */
export function unmarkedProxyHost(
  request: IncomingMessage,
  allowedHosts: HostList,
): string | undefined {
  if (!isLoopback(peerOf(request))) {
    return undefined;
  }
  const host = hostOf(request);
  return host !== undefined &&
    !allowedHosts.has(host) &&
    !isThisMachine(host) &&
    !isForwarded(request) &&
    !mayLackHeaders(request)
    ? host
    : undefined;
}
