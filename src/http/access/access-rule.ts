import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type {
  ResolvedAccess,
  ResolvedAccessOptions,
} from '../../options/access.options.js';
import { toLogText } from '../../support/log-text.js';
import type { AccessPolicy } from './access-policy.js';
import { AddressPolicy } from './address-policy.js';
import { crossSite } from './cross-site.js';
import { type Denial, forbidden } from './denial.js';
import { FunctionPolicy } from './function-policy.js';
import { HostList } from './host-list.js';
import { TokenPolicy } from './token-policy.js';
import { unmarkedProxyHost } from './unmarked-proxy.js';

/** Decides which requests may read the document and the URLs below it. */
export class AccessRule {
  private readonly logger = new Logger('ExpvarModule');
  private readonly hosts: HostList;
  private readonly policy: AccessPolicy;
  private hasSeenProxy = false;

  constructor(private readonly options: ResolvedAccessOptions) {
    this.hosts = new HostList(options.allowedHosts);
    this.policy = createPolicy(options.access, this.hosts);
  }

  /** Describes in the start-up log who may read. */
  get audience(): string {
    return this.policy.audience;
  }

  /** True if clients send a token, which an unencrypted connection reveals. */
  get usesToken(): boolean {
    return this.options.access.type === 'token';
  }

  /** True when a client that may read now may be denied later. */
  get canChange(): boolean {
    return this.options.access.type === 'function';
  }

  /** True if all requests are denied since an unmarked proxy was found. */
  get isClosed(): boolean {
    return this.hasSeenProxy && this.options.closeOnUnmarkedProxy;
  }

  /**
   * @param request the raw request, of `node:http` or `node:http2`
   * @param isFile of the dashboard's page, which is the same in every application
   * @returns undefined when the request may read
   */
  check(
    request: IncomingMessage,
    isFile = false,
  ): Denial | undefined | Promise<Denial | undefined> {
    this.detectUnmarkedProxy(request);
    if (this.isClosed) {
      return forbidden(
        'access is closed because of the unmarked proxy that was logged before',
      );
    }
    // Cross-site requests are denied under every policy.
    const reason = crossSite(request, isFile);
    return reason === undefined
      ? this.policy.check(request)
      : forbidden(reason);
  }

  /** Warns of the first request that an unmarked proxy has forwarded. */
  private detectUnmarkedProxy(request: IncomingMessage): void {
    const { access, closeOnUnmarkedProxy } = this.options;
    if (this.hasSeenProxy || access.type !== 'addresses') {
      return;
    }
    const host = unmarkedProxyHost(request, this.hosts);
    if (host !== undefined) {
      this.hasSeenProxy = true;
      this.logger.warn(proxyWarning(host, closeOnUnmarkedProxy));
    }
  }
}

function createPolicy(access: ResolvedAccess, hosts: HostList): AccessPolicy {
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

function proxyWarning(host: string, isClosed: boolean): string {
  const name = JSON.stringify(toLogText(host));
  const remedy = isClosed
    ? 'Access is closed until the next start (closeOnUnmarkedProxy).'
    : 'Let the proxy add X-Forwarded-For and deny the document, set access: { token }, or set closeOnUnmarkedProxy: true.';
  return `a request for the Host ${name} came from this machine without the mark of a proxy, so a proxy here may forward requests from outside as if they came from this machine. ${remedy} If ${name} is a name of this machine, add it to allowedHosts.`;
}
