import type { IncomingMessage } from 'node:http';
import type { Network } from '../../options/network.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressList } from './address-list.js';
import { type Denial, forbidden } from './denial.js';
import { isForwarded, mayLackHeaders } from './forwarding.js';
import { hostOf } from './host.js';
import { type HostList, isAddress } from './host-list.js';
import { peerOf } from './peer.js';

/**
 * Admits programs on the same machine and in allowed networks. It reads the raw
 * connection and headers, so a trust-proxy setting of the application has no
 * effect.
 */
export class AddressPolicy implements AccessPolicy {
  readonly audience: string;
  private readonly addresses: AddressList;
  private readonly isLoopbackOnly: boolean;

  /** @param networks the networks allowed beside this machine */
  constructor(
    networks: readonly Network[],
    private readonly hosts: HostList,
  ) {
    this.addresses = new AddressList(networks);
    this.isLoopbackOnly = networks.length === 0;
    this.audience = this.isLoopbackOnly
      ? 'loopback only'
      : `loopback and ${networks.map(({ address, prefix }) => `${address}/${prefix}`).join(', ')}`;
  }

  check(request: IncomingMessage): Denial | undefined {
    if (!this.addresses.has(peerOf(request))) {
      return forbidden(
        "its address is not allowed; access: { allow: ['10.0.0.0/8'] } allows a network, access: { token } every client with the token",
      );
    }
    // Networks need this check too: an ingress has an address of the cluster.
    if (isForwarded(request)) {
      return forbidden(
        'a proxy forwarded the request; access: { token } allows every client with the token, through proxies too',
      );
    }
    if (mayLackHeaders(request)) {
      return forbidden(
        'it has more than 100 headers, so that the mark of a proxy may be missing',
      );
    }
    // nginx before 1.29.7 forwards with HTTP/1.0, and no direct client uses
    // that.
    if (request.httpVersion === '1.0') {
      return forbidden(
        'it uses HTTP/1.0, as proxies do; access: { token } allows every client with the token',
      );
    }
    return this.isHostAllowed(hostOf(request))
      ? undefined
      : forbidden(
          'its Host is not a name of this machine; allowedHosts allows others',
        );
  }

  private isHostAllowed(host: string | undefined): boolean {
    return (
      host !== undefined &&
      (this.hosts.has(host) || (!this.isLoopbackOnly && isAddress(host)))
    );
  }
}
