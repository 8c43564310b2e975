import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import {
  arrayOf,
  boolean,
  type Check,
  type Checked,
  isObject,
  memberOf,
  rejectUnknownNames,
  withDefault,
} from '../support/checks.js';
import { closestName } from '../support/closest-name.js';
import { describeValue } from '../support/describe-value.js';
import { type Network, parseNetwork } from './network.js';

/** The options that decide who may read the document and the dashboard. */
export interface AccessOptions {
  /**
   * Who may read the document and the dashboard.
   *
   * - `'loopback'`: programs on the same machine. The connection must come from
   *   127.0.0.1 or ::1, without a header that a proxy adds, and for a Host that
   *   names this machine.
   * - `{ allow: ['10.0.0.0/8'] }`: programs on the same machine, and
   *   connections from these networks or addresses for a Host that is an
   *   address.
   * - `{ token }`: clients that send the token, of at least 16 characters of
   *   printable ASCII, as `Authorization: Bearer <token>` or as the password of
   *   Basic. Programs on the same machine need it too. `allow` has no effect
   *   beside a token.
   * - a function of the raw request: clients for which it returns or resolves
   *   to `true` within a second. It is called again every 5 seconds for each
   *   open stream of the dashboard, which ends when the function denies it.
   * - `'public'`: every client that can connect.
   *
   * Requests that a browser sends on behalf of another site are always refused.
   *
   * @default 'loopback'
   * @example { token: process.env.EXPVAR_TOKEN }
   */
  readonly access?: Access;

  /**
   * Names that a request may have as its Host, besides this machine's own,
   * where `access` checks the Host. They are written without a port. A leading
   * dot allows a domain and all names below it.
   *
   * @default []
   * @example ['vars.example.com', '.internal']
   */
  readonly allowedHosts?: readonly string[];

  /**
   * Decides about a proxy on this machine that forwards requests without
   * marking them, so that they look like those of programs on this machine.
   * `true` ends open streams and refuses all requests until the next start,
   * `false` logs a warning. Only requests for the document and the dashboard
   * show such a proxy.
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

/**
 * Decides whether the client of one request may read. Returns or resolves to
 * `true` to allow it. Any other result, an error, or no result within a second
 * denies the request.
 *
 * @param request the raw request, of `node:http` or `node:http2`
 * @example ({ headers }) => headers['x-team'] === 'platform'
 */
export type AccessFunction = (
  request: IncomingMessage,
) => boolean | Promise<boolean>;

/** The option `access` in the form that the access rule is built from. */
export type ResolvedAccess =
  | { readonly type: 'public' }
  /** The networks are allowed besides this machine. */
  | { readonly type: 'addresses'; readonly networks: readonly Network[] }
  | {
      readonly type: 'token';
      readonly token: string;
      /**
       * True if `allow`, which has no effect beside a token, is set as well.
       */
      readonly ignoresAllow: boolean;
    }
  | { readonly type: 'function'; readonly decide: AccessFunction };

const MIN_TOKEN_LENGTH = 16;
/** The characters that a header carries unchanged. */
const TOKEN = /^[\x21-\x7e]+$/;
const HOST_NAME = /^\.?(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$/i;

const ACCESS =
  "'loopback', 'public', { token: '…' }, { allow: ['10.0.0.0/8'] } or a function of the request that returns true or false";
const NETWORKS = "a list of networks or addresses, such as ['10.0.0.0/8']";
const HOSTS = "a list of host names, such as ['vars.example.com']";

const network: Check<Network> = (entry, option) => {
  const parsed = typeof entry === 'string' ? parseNetwork(entry) : undefined;
  return (
    parsed ??
    option.reject(
      `${describeValue(entry)} is no network; write it as 10.0.0.0/8 or fd00::/8, with no bits set beyond the prefix, or one address as 10.0.0.5`,
    )
  );
};

const networks = arrayOf(NETWORKS, network);

const hostName: Check<string> = (entry, option) =>
  typeof entry === 'string' && (HOST_NAME.test(entry) || isIPv6(entry))
    ? entry
    : option.reject(
        `${describeValue(entry)} is no host name; write it as vars.example.com, or .example.com for all below it, without scheme, port or *`,
      );

const token: Check<string> = (value, option) => {
  if (
    typeof value === 'string' &&
    value.length >= MIN_TOKEN_LENGTH &&
    TOKEN.test(value)
  ) {
    return value;
  }
  // The value may be a secret, so the error does not show it.
  const received =
    typeof value !== 'string'
      ? `of type ${typeof value}`
      : value.length < MIN_TOKEN_LENGTH
        ? `${value.length} characters long`
        : 'made of other characters';
  return option.reject(
    `it must be a string of ${MIN_TOKEN_LENGTH} characters or more, printable ASCII without spaces; it is ${received}. If it comes from the environment, is the variable set?`,
  );
};

const access: Check<ResolvedAccess> = (value, option) => {
  switch (value) {
    case 'loopback':
      return { type: 'addresses', networks: [] };
    case 'public':
      return { type: 'public' };
  }
  if (typeof value === 'function') {
    return { type: 'function', decide: value as AccessFunction };
  }
  if (!isObject(value)) {
    return option.reject(`it must be ${ACCESS}, not ${describeAccess(value)}`);
  }
  if (Object.keys(value).length === 0) {
    return option.reject(`it must be ${ACCESS}, not {}`);
  }
  rejectUnknownNames(value, ['token', 'allow'], option);
  const hasToken = 'token' in value;
  const hasAllow = 'allow' in value;
  const allow = hasAllow
    ? networks(memberOf(value, 'allow'), option.member('allow'))
    : undefined;
  if (allow?.length === 0) {
    option.member('allow').reject(`it must be ${NETWORKS}, not []`);
  }
  return hasToken
    ? {
        type: 'token',
        token: token(memberOf(value, 'token'), option.member('token')),
        ignoresAllow: hasAllow,
      }
    : { type: 'addresses', networks: allow ?? [] };
};

/** Describes a wrong value, which may be a token in the wrong place. */
function describeAccess(value: unknown): string {
  if (typeof value !== 'string') {
    return describeValue(value);
  }
  const closest = closestName(value, ['loopback', 'public']);
  return closest === undefined
    ? `a string of ${value.length} characters`
    : `${describeValue(value)}; did you mean '${closest}'?`;
}

export const ACCESS_CHECKS = {
  access: withDefault<ResolvedAccess>(
    { type: 'addresses', networks: [] },
    access,
  ),
  allowedHosts: withDefault<readonly string[]>([], arrayOf(HOSTS, hostName)),
  closeOnUnmarkedProxy: withDefault(false, boolean),
} satisfies Record<keyof AccessOptions, Check<unknown>>;

export type ResolvedAccessOptions = Checked<typeof ACCESS_CHECKS>;
