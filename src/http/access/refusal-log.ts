import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Injectable, Logger } from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { QuietLog } from '../../registry/quiet-log.js';
import { isGone, peerOf } from './peer.js';
import type { Refusal } from './refusal.js';

/** Tells the operator, and not the client, why a request was refused. */
@Injectable()
export class RefusalLog {
  private readonly logger = new Logger('ExpvarModule');
  private readonly log = new QuietLog(
    (line) => this.logger.warn(line),
    () => performance.now(),
  );

  refused(request: IncomingMessage, { reason, detail }: Refusal): void {
    if (isGone(request)) {
      return; // Without a connection it has no address, and no reader.
    }
    this.log.say(reason, () =>
      messages.refused(peerOf(request), reason, detail),
    );
  }
}
