import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';
import type { OpenAnswer } from './open-answer.js';

/** A page below the document, which those may read that may read that one. */
export interface Page {
  /** @param request of GET or HEAD, raw */
  answer(
    request: IncomingMessage,
  ): Answer | OpenAnswer | Promise<Answer | OpenAnswer>;
}
