import { BlockList, isIP } from 'node:net';
import type { Network } from '../../options/network.js';

/** The addresses and networks that may read, including this machine. */
export class AddressList {
  private readonly addresses = new BlockList();

  constructor(networks: readonly Network[]) {
    // Other addresses of 127/8 are not this machine: a service mesh forwards
    // outside requests from 127.0.0.6.
    this.addresses.addAddress('127.0.0.1', 'ipv4');
    this.addresses.addAddress('::1', 'ipv6');
    for (const { address, prefix, family } of networks) {
      this.addresses.addSubnet(address, prefix, family);
    }
  }

  /** @param peer the address of a socket, which may be an IPv4-mapped one */
  has(peer: string | undefined): boolean {
    // A link-local address may end with a zone such as %eth0.
    const address = peer?.replace(/^(fe[89ab].*)%.+$/i, '$1') ?? '';
    const family = isIP(address);
    return (
      family !== 0 &&
      !address.includes('%') &&
      this.addresses.check(address, family === 4 ? 'ipv4' : 'ipv6')
    );
  }
}
