import { BlockList, isIP } from 'node:net';
import type { Network } from '../../options/network.js';

/** Addresses and networks that may read, and always this machine. */
export class AddressList {
  private readonly addresses = new BlockList();

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
