import type { IncomingMessage } from 'node:http';
import { messages } from '../../expvar.messages.js';
import type { AccessFunction } from '../../options/access.options.js';
import { formatError } from '../../support/log-text.js';
import type { AccessPolicy } from './access-policy.js';
import type { Denial } from './denial.js';

/** A function that has not decided by then has refused, in milliseconds. */
const DEADLINE_MS = 1000;

/** Whoever a function lets in: by exactly `true`, in time. */
export class FunctionPolicy implements AccessPolicy {
  readonly audience = 'as the function access decides';

  constructor(private readonly decide: AccessFunction) {}

  async check(request: IncomingMessage): Promise<Denial | undefined> {
    const { refusals } = messages;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(messages.noDecision(DEADLINE_MS))),
        DEADLINE_MS,
      ).unref();
    });
    try {
      const decision: unknown = await Promise.race([
        // Within a promise, because it may throw at once.
        new Promise((resolve) => resolve(this.decide(request))),
        late,
      ]);
      if (decision === true) {
        return undefined;
      }
      return decision === false
        ? { status: 403, reason: refusals.byFunction }
        : failed(messages.noBoolean(typeof decision));
    } catch (error) {
      return failed(formatError(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

function failed(detail: string): Denial {
  return { status: 403, reason: messages.refusals.functionFailed, detail };
}
