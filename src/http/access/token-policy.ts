import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { messages } from '../../expvar.messages.js';
import type { AccessPolicy } from './access-policy.js';
import type { Denial } from './denial.js';

const CREDENTIALS = /^(bearer|basic) +(\S+)$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Whoever presents the token: as `Authorization: Bearer <token>`, or as the
 * password of Basic, which is all that some clients can send. It is asked of
 * programs on the same machine too, and nothing else is asked.
 */
export class TokenPolicy implements AccessPolicy {
  readonly audience = 'with a token';
  private readonly digest: Buffer;

  constructor(token: string) {
    this.digest = digestOf(token);
  }

  check({ headers }: IncomingMessage): Denial | undefined {
    const presented = tokenIn(headers.authorization ?? '');
    if (presented === undefined) {
      return { status: 401, reason: messages.refusals.noToken };
    }
    // Digests have one length, and what they share tells nothing of the token.
    return timingSafeEqual(digestOf(presented), this.digest)
      ? undefined
      : { status: 401, reason: messages.refusals.wrongToken };
  }
}

function tokenIn(authorization: string): string | undefined {
  const [, scheme, credentials] = CREDENTIALS.exec(authorization) ?? [];
  if (scheme === undefined || credentials === undefined) {
    return undefined;
  }
  if (scheme.toLowerCase() === 'bearer') {
    return credentials;
  }
  if (!BASE64.test(credentials)) {
    return undefined;
  }
  const [, password] =
    /^[^:]*:(.*)$/s.exec(
      Buffer.from(credentials, 'base64').toString('latin1'),
    ) ?? [];
  return password;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'latin1').digest();
}
