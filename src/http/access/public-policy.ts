import type { AccessPolicy } from './access-policy.js';

/** Admits every client that can connect. */
export class PublicPolicy implements AccessPolicy {
  readonly audience = 'public';

  check(): undefined {
    return undefined;
  }
}
