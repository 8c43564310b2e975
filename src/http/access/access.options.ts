import type { ResolvedAccessOptions } from '../../options/access.options.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressPolicy } from './address-policy.js';
import { FunctionPolicy } from './function-policy.js';
import { HostList } from './host-list.js';
import { PublicPolicy } from './public-policy.js';
import { TokenPolicy } from './token-policy.js';

/** What the access rule is made of. */
export interface ResolvedAccess {
  readonly policy: AccessPolicy;
  readonly hosts: HostList;
  readonly closeOnUnmarkedProxy: boolean;
}

/** The token of {@link ResolvedAccess}. */
export const ACCESS_OPTIONS = Symbol('EXPVAR_ACCESS_OPTIONS');

export function createAccess({
  access,
  allowedHosts,
  closeOnUnmarkedProxy,
}: ResolvedAccessOptions): ResolvedAccess {
  const hosts = new HostList(allowedHosts);
  return { policy: createPolicy(access, hosts), hosts, closeOnUnmarkedProxy };
}

function createPolicy(
  access: ResolvedAccessOptions['access'],
  hosts: HostList,
): AccessPolicy {
  switch (access.type) {
    case 'public':
      return new PublicPolicy();
    case 'function':
      return new FunctionPolicy(access.decide);
    case 'token':
      return new TokenPolicy(access.token);
    case 'addresses':
      return new AddressPolicy(access.networks, hosts);
  }
}
