import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

/** An answer whose body is written as there is something to say. */
export interface OpenAnswer extends Omit<Answer, 'body'> {
  /** Called with the raw response, once its head is written. */
  readonly open: (response: ServerResponse) => void;
}
