import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RateLimitedLogger } from '../../support/rate-limited-logger.js';
import type { Denial } from './denial.js';
import { isGone, peerOf } from './peer.js';

/** Logs why requests are denied, once a minute for each reason. */
@Injectable()
export class DenialLog {
  private readonly log = RateLimitedLogger.warningsOf('ExpvarModule');

  warn(request: IncomingMessage, { reason, detail }: Denial): void {
    if (isGone(request)) {
      return; // The client has gone, so the request has no address.
    }
    this.log.warn(reason, () => {
      const peer = peerOf(request) ?? 'a connection without an address';
      const suffix = detail === undefined ? '' : `: ${detail}`;
      return `denied a request from ${peer}: ${reason}${suffix}`;
    });
  }
}
