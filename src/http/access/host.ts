import type { IncomingMessage } from 'node:http';

/**
 * The Host of a request, with the port if it has one. Undefined when the request
 * has none or several: a proxy and the application may read different ones.
 */
export function hostOf({
  rawHeaders = [], // Adapters without sockets may leave them out.
}: Partial<IncomingMessage>): string | undefined {
  const hosts: string[] = [];
  const authorities: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name === ':authority') {
      authorities.push(rawHeaders[i + 1]!);
    } else if (name.length === 4 && name.toLowerCase() === 'host') {
      hosts.push(rawHeaders[i + 1]!);
    }
  }
  const [host] = hosts;
  // A request of HTTP/2 has :authority in place of Host, or both.
  const [authority = host] = authorities;
  return hosts.length > 1 ||
    authorities.length > 1 ||
    (host !== undefined && host !== authority)
    ? undefined
    : authority;
}
