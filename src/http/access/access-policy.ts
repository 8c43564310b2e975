import type { IncomingMessage } from 'node:http';
import type { Denial } from './denial.js';

/** Decides who may read, once it is known that no other site asks. */
export interface AccessPolicy {
  /** Who may read, in words for the line at start-up. */
  readonly audience: string;

  /** Undefined when the request may read. */
  check(
    request: IncomingMessage,
  ): Denial | undefined | Promise<Denial | undefined>;
}
