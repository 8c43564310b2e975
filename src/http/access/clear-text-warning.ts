import type { Server } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { ACCESS_OPTIONS, type ResolvedAccess } from './access.options.js';
import { isLoopback } from './peer.js';
import { TokenPolicy } from './token-policy.js';

/** Warns where a token would travel over a network in clear text. */
@Injectable()
export class ClearTextWarning {
  private readonly logger = new Logger('ExpvarModule');

  constructor(
    @Inject(ACCESS_OPTIONS) private readonly options: ResolvedAccess,
  ) {}

  /** @param server one of the page, whether it listens already or will */
  watch(server: Server): void {
    if (
      !(this.options.policy instanceof TokenPolicy) ||
      'setSecureContext' in server
    ) {
      return;
    }
    if (server.listening) {
      this.look(server);
    } else {
      server.once('listening', () => this.look(server));
    }
  }

  private look(server: Server): void {
    const address = server.address();
    if (typeof address === 'object' && address !== null) {
      if (!isLoopback(address.address)) {
        this.logger.warn(messages.clearText(address.address));
      }
    }
  }
}
