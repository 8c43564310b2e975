import type { ResolvedAccess } from '../../options/access.options.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressPolicy } from './address-policy.js';
import { FunctionPolicy } from './function-policy.js';
import type { HostList } from './host-list.js';
import { TokenPolicy } from './token-policy.js';

/** Creates the policy that the option `access` describes. */
export function createPolicy(
  access: ResolvedAccess,
  hosts: HostList,
): AccessPolicy {
  switch (access.type) {
    case 'public':
      return { audience: 'public', check: () => undefined };
    case 'function':
      return new FunctionPolicy(access.decide);
    case 'token':
      return new TokenPolicy(access.token);
    case 'addresses':
      return new AddressPolicy(access.networks, hosts);
  }
}
