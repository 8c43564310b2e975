import type { Server } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { AccessRule } from './access-rule.js';
import { isLoopback } from './peer.js';

/** Warns when clients send the token of `access` over a network unencrypted. */
@Injectable()
export class ClearTextWarning {
  private readonly logger = new Logger('ExpvarModule');

  constructor(private readonly accessRule: AccessRule) {}

  /** @param server a server of the document, which may not listen yet */
  watch(server: Server): void {
    if (!this.accessRule.usesToken || 'setSecureContext' in server) {
      return;
    }
    if (server.listening) {
      this.warnUnlessLoopback(server);
    } else {
      server.once('listening', () => this.warnUnlessLoopback(server));
    }
  }

  private warnUnlessLoopback(server: Server): void {
    const address = server.address();
    if (
      typeof address === 'object' &&
      address !== null &&
      !isLoopback(address.address)
    ) {
      this.logger.warn(
        `the token of the option access travels unencrypted to ${address.address}; end TLS here or in a proxy on this machine, or listen on 127.0.0.1`,
      );
    }
  }
}
