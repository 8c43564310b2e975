import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { messages } from '../../expvar.messages.js';
import { ACCESS_OPTIONS, type ResolvedAccess } from './access.options.js';
import { otherSite } from './other-site.js';
import type { Refusal } from './refusal.js';

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
  refusal(
    request: IncomingMessage,
  ): Refusal | undefined | Promise<Refusal | undefined> {
    if (this.isClosed) {
      return { status: 403, reason: messages.refusals.closed };
    }
    // Under every policy: no page of another site could read the answer.
    const site = otherSite(request);
    return site === undefined
      ? this.options.policy.refusal(request)
      : { status: 403, reason: site };
  }

  /** Refuses everybody from now on. */
  close(): void {
    this.isClosed = true;
  }
}
