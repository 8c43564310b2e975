import type { IncomingMessage } from 'node:http';
import { messages } from '../../expvar.messages.js';
import type { Network } from '../../options/network.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressList } from './address-list.js';
import { isForwarded, mayLackHeaders } from './forwarding.js';
import { hostOf } from './host.js';
import { type HostList, isAddress } from './host-list.js';
import { peerOf } from './peer.js';
import type { Denial } from './denial.js';

/**
 * Programs on the same machine, and in networks that are allowed, by what the
 * raw connection and headers say: what a trust-proxy setting believes plays no
 * part.
 */
export class AddressPolicy implements AccessPolicy {
  readonly audience: string;
  private readonly addresses: AddressList;
  private readonly isLoopbackAlone: boolean;

  /** @param networks those that are allowed beside this machine */
  constructor(
    networks: readonly Network[],
    private readonly hosts: HostList,
  ) {
    this.addresses = new AddressList(networks);
    this.isLoopbackAlone = networks.length === 0;
    this.audience = this.isLoopbackAlone
      ? 'loopback only'
      : `loopback and ${networks.map(({ address, prefix }) => `${address}/${prefix}`).join(', ')}`;
  }

  check(request: IncomingMessage): Denial | undefined {
    const { refusals } = messages;
    if (!this.addresses.has(peerOf(request))) {
      return refused(refusals.peer);
    }
    // In every network: an ingress has an address of the cluster's too.
    if (isForwarded(request)) {
      return refused(refusals.forwarded);
    }
    if (mayLackHeaders(request)) {
      return refused(refusals.tooManyHeaders);
    }
    // nginx forwards so before 1.29.7, and no client of the page speaks it.
    if (request.httpVersion === '1.0') {
      return refused(refusals.oldVersion);
    }
    return this.isHostAllowed(hostOf(request))
      ? undefined
      : refused(refusals.host);
  }

  private isHostAllowed(host: string | undefined): boolean {
    return (
      host !== undefined &&
      (this.hosts.has(host) || (!this.isLoopbackAlone && isAddress(host)))
    );
  }
}

function refused(reason: string): Denial {
  return { status: 403, reason };
}
