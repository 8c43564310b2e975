import { messages } from '../../expvar.messages.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressPolicy } from './address-policy.js';
import { type Network, parseNetwork } from './address-list.js';
import { type AccessFunction, FunctionPolicy } from './function-policy.js';
import { HostList, isHostName } from './host-list.js';
import { PublicPolicy } from './public-policy.js';
import { TokenPolicy } from './token-policy.js';

/** The options for who may read. */
export interface AccessOptions {
  /**
   * Who may read the page.
   *
   * - `'loopback'`: programs on the same machine. The connection must come from
   *   127.0.0.1 or ::1, without a header that a proxy adds, and for a Host that
   *   is this machine.
   * - `{ allow: ['10.0.0.0/8'] }`: those, and connections from these networks
   *   or addresses, for a Host that is an address.
   * - `{ token }`: whoever presents the token, of at least 16 characters, as
   *   `Authorization: Bearer <token>` or as the password of Basic. It is asked
   *   of programs on the same machine too. With `allow` beside it the token
   *   alone decides.
   * - a function of the raw request: whoever it returns or resolves to `true`
   *   for, within a second.
   * - `'public'`: whoever can connect.
   *
   * A browser's request for a page of another site is refused always.
   *
   * @default 'loopback'
   */
  readonly access?: Access;

  /**
   * More Hosts that a request may be for, where `access` asks for the Host:
   * names without a port, or with a leading dot a domain and all below it.
   */
  readonly allowedHosts?: readonly string[];

  /**
   * What to do when a proxy on this machine is seen that does not mark what it
   * forwards: its requests look like those of programs on this machine. `true`
   * closes the page until the next start; `false` logs a warning.
   *
   * @default false
   */
  readonly closeOnUnmarkedProxy?: boolean;
}

export type Access =
  | 'loopback'
  | 'public'
  | { readonly token: string; readonly allow?: readonly string[] }
  | { readonly allow: readonly string[] }
  | AccessFunction;

/** The options checked, with defaults. */
export interface ResolvedAccess {
  readonly policy: AccessPolicy;
  readonly hosts: HostList;
  readonly closeOnUnmarkedProxy: boolean;
  /** Whether `allow` stands beside a token, without effect. */
  readonly isAllowIdle: boolean;
}

/** The token of {@link ResolvedAccess}. */
export const ACCESS_OPTIONS = Symbol('EXPVAR_ACCESS_OPTIONS');

const MIN_TOKEN_LENGTH = 16;
/** What a header can carry unchanged. */
const TOKEN = /^[\x21-\x7e]+$/;

/** @throws Error that names the option and what to write */
export function resolveAccess(options: AccessOptions): ResolvedAccess {
  const { access = 'loopback', closeOnUnmarkedProxy = false } = options;
  if (typeof closeOnUnmarkedProxy !== 'boolean') {
    throw bad('closeOnUnmarkedProxy', 'it must be true or false');
  }
  const hosts = new HostList(resolveHosts(options.allowedHosts));
  return {
    policy: resolvePolicy(access, hosts),
    hosts,
    closeOnUnmarkedProxy,
    isAllowIdle:
      typeof access === 'object' && 'token' in access && 'allow' in access,
  };
}

function resolvePolicy(access: Access, hosts: HostList): AccessPolicy {
  if (access === 'loopback') {
    return new AddressPolicy([], hosts);
  }
  if (access === 'public') {
    return new PublicPolicy();
  }
  if (typeof access === 'function') {
    return new FunctionPolicy(access);
  }
  const members: Record<string, unknown> =
    typeof access === 'object' && access !== null ? { ...access } : {};
  const names = Object.keys(members);
  const isKnown = names.every((name) => name === 'token' || name === 'allow');
  if (names.length === 0 || !isKnown) {
    throw bad('access', messages.accessForms);
  }
  const networks = names.includes('allow') ? resolveAllow(members.allow) : [];
  return names.includes('token')
    ? new TokenPolicy(resolveToken(members.token))
    : new AddressPolicy(networks, hosts);
}

function resolveToken(token: unknown): string {
  if (
    typeof token !== 'string' ||
    token.length < MIN_TOKEN_LENGTH ||
    !TOKEN.test(token)
  ) {
    throw bad(
      'access.token',
      messages.badToken(
        typeof token === 'string'
          ? token.length < MIN_TOKEN_LENGTH
            ? `${token.length} characters`
            : 'other characters'
          : `of type ${typeof token}`,
      ),
    );
  }
  return token;
}

function resolveAllow(allow: unknown): Network[] {
  if (!Array.isArray(allow) || allow.length === 0) {
    throw bad('access.allow', messages.badAllow);
  }
  return allow.map((entry: unknown) => {
    const network = parseNetwork(entry);
    if (network === undefined) {
      throw bad('access.allow', messages.badNetwork(entry));
    }
    return network;
  });
}

function resolveHosts(hosts: unknown = []): readonly string[] {
  if (!Array.isArray(hosts)) {
    throw bad('allowedHosts', messages.badHosts);
  }
  for (const host of hosts as unknown[]) {
    if (!isHostName(host)) {
      throw bad('allowedHosts', messages.badHost(host));
    }
  }
  return hosts as string[];
}

function bad(option: string, why: string): Error {
  return new Error(messages.badOption(option, why));
}
