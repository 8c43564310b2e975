import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.js';

/** An answer whose body is written as there is something to say. */
export interface StreamReply extends Omit<Reply, 'body'> {
  /** Called with the raw response, once its head is written. */
  readonly open: (response: ServerResponse) => void;
}
