import type { AccessPolicy } from './access-policy.js';

/** Whoever can connect. */
export class PublicPolicy implements AccessPolicy {
  readonly audience = 'public';

  check(): undefined {
    return undefined;
  }
}
