import type { IncomingMessage } from 'node:http';
import type { Denial } from './denial.js';

/** Decides who may read. Requests of pages of other sites never reach it. */
export interface AccessPolicy {
  /** Describes in the start-up log who may read. */
  readonly audience: string;

  /** @returns undefined when the request may read */
  check(
    request: IncomingMessage,
  ): Denial | undefined | Promise<Denial | undefined>;
}
