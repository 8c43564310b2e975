import { isIPv4, isIPv6 } from 'node:net';
import { AddressList } from './address-list.js';

const MAX_LENGTH = 255;
const HOST = /^((?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const LOCAL = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])$/;

const THIS_MACHINE = new AddressList([]);

/**
 * The Hosts that a request may have: this machine and those of `allowedHosts`. A
 * page of another site whose name resolves to this machine (DNS rebinding) has
 * another Host, because the browser sends that name.
 */
export class HostList {
  private readonly names = new Set<string>();
  private readonly suffixes: string[] = [];

  /** @param allowed the entries of the option `allowedHosts` */
  constructor(allowed: readonly string[]) {
    for (const entry of allowed) {
      const name = entry.toLowerCase();
      if (name.startsWith('.')) {
        this.suffixes.push(name);
        this.names.add(name.slice(1));
      } else {
        this.names.add(isIPv6(name) ? `[${name}]` : name);
      }
    }
  }

  /** @param host with or without a port */
  has(host: string): boolean {
    const name = nameOf(host);
    return (
      name !== undefined &&
      (LOCAL.test(name) ||
        this.names.has(name) ||
        this.suffixes.some((suffix) => name.endsWith(suffix)))
    );
  }
}

/** True for a Host that is an address, which DNS rebinding cannot forge. */
export function isAddress(host: string): boolean {
  const name = nameOf(host) ?? '';
  return isIPv4(name) || (name.startsWith('[') && isIPv6(name.slice(1, -1)));
}

/**
 * True for a Host that names this machine in a form that {@link HostList} does not
 * accept, and for an empty one.
 */
export function isThisMachine(host: string): boolean {
  const name = nameOf(host);
  if (name === undefined) {
    return /^(?:localhost\.)?(?::\d*)?$/i.test(host);
  }
  return (
    /^(?:127[\d.]*|0\.0\.0\.0|localhost\.localdomain|ip6-(?:localhost|loopback))$/.test(
      name,
    ) ||
    name === '[::]' ||
    (name.startsWith('[') && THIS_MACHINE.has(name.slice(1, -1)))
  );
}

/** The host in lower case, without the port; undefined when it is invalid. */
function nameOf(host: string): string | undefined {
  return host.length > MAX_LENGTH
    ? undefined
    : HOST.exec(host)?.[1]?.toLowerCase();
}
