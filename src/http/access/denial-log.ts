import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Injectable, Logger } from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { RateLimitedLogger } from '../../support/rate-limited-logger.js';
import { isGone, peerOf } from './peer.js';
import type { Denial } from './denial.js';

/** Tells the operator, and not the client, why a request was refused. */
@Injectable()
export class DenialLog {
  private readonly logger = new Logger('ExpvarModule');
  private readonly log = new RateLimitedLogger(
    (line) => this.logger.warn(line),
    () => performance.now(),
  );

  warn(request: IncomingMessage, { reason, detail }: Denial): void {
    if (isGone(request)) {
      return; // Without a connection it has no address, and no reader.
    }
    this.log.warn(reason, () =>
      messages.refused(peerOf(request), reason, detail),
    );
  }
}
