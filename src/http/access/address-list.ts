import { BlockList, isIP } from 'node:net';

/** Addresses and networks that may read, and always this machine. */
export class AddressList {
  private readonly addresses = new BlockList();

  /** @param networks as `parseNetwork` gives them */
  constructor(networks: readonly Network[]) {
    // Alone of 127/8: a service mesh delivers what comes from outside from
    // another address of it.
    this.addresses.addAddress('127.0.0.1', 'ipv4');
    this.addresses.addAddress('::1', 'ipv6');
    for (const { address, prefix, family } of networks) {
      this.addresses.addSubnet(address, prefix, family);
    }
  }

  /** @param peer an address as a socket gives it, mapped ones among them */
  has(peer: string | undefined): boolean {
    if (peer === '127.0.0.1' || peer === '::1') {
      return true;
    }
    // The zone of a link-local address is no part of it.
    const address = peer?.replace(/^(fe[89ab].*)%.+$/i, '$1') ?? '';
    const family = isIP(address);
    return (
      family !== 0 &&
      !address.includes('%') &&
      this.addresses.check(address, family === 4 ? 'ipv4' : 'ipv6')
    );
  }
}

export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * @param text `10.0.0.0/8`, or one address
 * @returns undefined when it is neither, or has bits set beyond its prefix
 */
export function parseNetwork(text: unknown): Network | undefined {
  const [, address = '', digits] =
    typeof text === 'string'
      ? (/^([\da-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text) ?? [])
      : [];
  const bytes = bytesOf(address);
  if (bytes === undefined) {
    return undefined;
  }
  const bits = bytes.length * 8;
  const prefix = digits === undefined ? bits : Number(digits);
  const isNetwork = bytes.every(
    (byte, i) =>
      (byte & (0xff >> Math.min(8, Math.max(0, prefix - i * 8)))) === 0,
  );
  return prefix <= bits && isNetwork
    ? { address, prefix, family: bits === 32 ? 'ipv4' : 'ipv6' }
    : undefined;
}

function bytesOf(address: string): number[] | undefined {
  switch (isIP(address)) {
    case 4:
      return address.split('.').map(Number);
    case 6:
      return groupsOf(address).flatMap((group) => [group >> 8, group & 0xff]);
    default:
      return undefined;
  }
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // A URL has it in hexadecimal alone, even where it ends as an IPv4 address.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')));
  return [
    ...head,
    ...Array.from({ length: 8 - head.length - tail.length }, () => '0'),
    ...tail,
  ].map((group) => parseInt(group, 16));
}
