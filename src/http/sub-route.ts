import type { IncomingMessage } from 'node:http';
import type { Reply } from './reply.js';
import type { StreamReply } from './stream-reply.js';

/** A page below the document, which those may read that may read that one. */
export interface SubRoute {
  /** @param request of GET or HEAD, raw */
  reply(
    request: IncomingMessage,
  ): Reply | StreamReply | Promise<Reply | StreamReply>;
}
