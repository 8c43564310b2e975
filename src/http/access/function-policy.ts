import type { IncomingMessage } from 'node:http';
import type { AccessFunction } from '../../options/access.options.js';
import { formatError } from '../../support/log-text.js';
import type { AccessPolicy } from './access-policy.js';
import { type Denial, forbidden } from './denial.js';

/** A function without a decision after this time denies the request, in ms. */
const DEADLINE_MS = 1000;

/** Admits the clients for which a function of the application returns true. */
export class FunctionPolicy implements AccessPolicy {
  readonly audience = 'as the function access decides';

  constructor(private readonly decide: AccessFunction) {}

  /** Never rejects. */
  async check(request: IncomingMessage): Promise<Denial | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no decision within ${DEADLINE_MS} ms`)),
        DEADLINE_MS,
      ).unref();
    });
    try {
      const decision: unknown = await Promise.race([
        // The function may throw before it returns a promise.
        new Promise((resolve) => resolve(this.decide(request))),
        timeout,
      ]);
      if (decision === true) {
        return undefined;
      }
      return decision === false
        ? forbidden('the function access returned false')
        : failed(`it returned a value of type ${typeof decision}`);
    } catch (error) {
      return failed(formatError(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

function failed(detail: string): Denial {
  return forbidden(
    'the function access failed; it must return or resolve to true or false',
    detail,
  );
}
