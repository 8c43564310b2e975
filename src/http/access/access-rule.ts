import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { ACCESS_OPTIONS, type ResolvedAccess } from './access.options.js';
import { crossSite } from './cross-site.js';
import type { Denial } from './denial.js';

/** Decides which requests may read the page. */
@Injectable()
export class AccessRule {
  private isClosed = false;

  constructor(
    @Inject(ACCESS_OPTIONS) private readonly options: ResolvedAccess,
  ) {}

  /**
   * Why the request is refused; undefined when it may read.
   *
   * @param request the raw request, of `node:http` or `node:http2`
   */
  check(
    request: IncomingMessage,
  ): Denial | undefined | Promise<Denial | undefined> {
    if (this.isClosed) {
      return { status: 403, reason: messages.refusals.closed };
    }
    // Under every policy: no page of another site could read the answer.
    const site = crossSite(request);
    return site === undefined
      ? this.options.policy.check(request)
      : { status: 403, reason: site };
  }

  /** Refuses everybody from now on. */
  close(): void {
    this.isClosed = true;
  }
}
