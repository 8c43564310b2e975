import type { IncomingMessage } from 'node:http';

/**
 * What a request names as the host, with the port if there is one. Undefined
 * where it names none, or more than one: who reads another of them than a
 * proxy did can be lied to.
 */
export function hostOf({ rawHeaders }: IncomingMessage): string | undefined {
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
  // HTTP/2 has the one in place of the other, and may have both.
  const [authority = host] = authorities;
  return hosts.length > 1 ||
    authorities.length > 1 ||
    (host !== undefined && host !== authority)
    ? undefined
    : authority;
}
