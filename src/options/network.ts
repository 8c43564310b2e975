import { isIP } from 'node:net';

/** A network of IP addresses, or one address with the longest prefix. */
export interface Network {
  readonly address: string;
  /** The bits that all addresses of the network share. */
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Parses `10.0.0.0/8` or one address.
 *
 * @returns undefined for anything else, and for bits beyond the prefix
 */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits] =
    /^([\da-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const bytes = bytesOf(address);
  if (bytes === undefined) {
    return undefined;
  }
  const bits = bytes.length * 8;
  const prefix = digits === undefined ? bits : Number(digits);
  const hasOnlyPrefix = bytes.every(
    (byte, i) =>
      (byte & (0xff >> Math.min(8, Math.max(0, prefix - i * 8)))) === 0,
  );
  return prefix <= bits && hasOnlyPrefix
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
  // The URL parser writes all groups in hexadecimal, also where the address
  // ends in the notation of IPv4.
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
