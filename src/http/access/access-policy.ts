import type { IncomingMessage } from 'node:http';
import type { Denial } from './denial.js';

/**
 * Decides which clients may read. Cross-site requests of browsers never reach
 * it.
 */
export interface AccessPolicy {
  /** Describes in the start-up log who may read. */
  readonly audience: string;

  /** @returns undefined when the request may read */
  check(
    request: IncomingMessage,
  ): Denial | undefined | Promise<Denial | undefined>;
}
