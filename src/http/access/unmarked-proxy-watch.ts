import type { IncomingMessage, Server } from 'node:http';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { toLogText } from '../../support/log-text.js';
import { ACCESS_OPTIONS, type ResolvedAccess } from './access.options.js';
import { AccessRule } from './access-rule.js';
import { AddressPolicy } from './address-policy.js';
import { isForwarded, mayLackHeaders } from './forwarding.js';
import { hostOf } from './host.js';
import { isThisMachine } from './host-list.js';
import { isLoopback, peerOf } from './peer.js';

/**
 * Looks out, among all requests to a server of the page, for a proxy on this
 * machine that does not mark what it forwards: for that, the Host of a request
 * from this machine has to be another than this machine.
 */
@Injectable()
export class UnmarkedProxyWatch implements OnApplicationShutdown {
  private readonly logger = new Logger('ExpvarModule');
  private readonly servers = new Set<Server>();

  constructor(
    private readonly rule: AccessRule,
    @Inject(ACCESS_OPTIONS) private readonly options: ResolvedAccess,
  ) {}

  watch(server: Server): void {
    if (this.options.policy instanceof AddressPolicy) {
      this.servers.add(server);
      // Ahead of the application, so that the very request finds it closed.
      server.prependListener('request', this.look);
    }
  }

  onApplicationShutdown(): void {
    for (const server of this.servers) {
      server.off('request', this.look);
    }
    this.servers.clear();
  }

  /** Hot path: every request to the application comes by here. */
  private readonly look = (request: IncomingMessage): void => {
    if (!isLoopback(peerOf(request))) {
      return;
    }
    const host = hostOf(request);
    if (
      host !== undefined &&
      !this.options.hosts.has(host) &&
      !isThisMachine(host) &&
      !isForwarded(request) &&
      !mayLackHeaders(request)
    ) {
      this.seen(host);
    }
  };

  private seen(host: string): void {
    const { closeOnUnmarkedProxy } = this.options;
    this.onApplicationShutdown(); // Once seen, it is there.
    if (closeOnUnmarkedProxy) {
      this.rule.close();
    }
    this.logger.warn(
      messages.unmarkedProxy(
        JSON.stringify(toLogText(host)),
        closeOnUnmarkedProxy,
      ),
    );
  }
}
