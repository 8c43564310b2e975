import type { AdapterResponse } from './adapter.js';
import type { Reply } from './reply.js';

/** The reason of the signal of a {@link PendingReply}. */
export class ReplyAborted extends Error {
  constructor() {
    super('The reply is not needed any more.');
  }
}

/** A reply that is being created for a client. */
export class PendingReply {
  /** Replaces an aborted reply; undefined when the client has gone. */
  instead: Reply | undefined;
  private readonly controller = new AbortController();

  constructor(readonly response: AdapterResponse) {}

  /** Aborted when the reply should not be created any more. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  abort(instead?: Reply): void {
    if (!this.signal.aborted) {
      this.instead = instead;
      this.controller.abort(new ReplyAborted());
    }
  }
}
