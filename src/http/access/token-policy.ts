import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AccessPolicy } from './access-policy.js';
import type { Denial } from './denial.js';

const CREDENTIALS = /^(bearer|basic) +(\S+)$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Admits clients that present the token as `Authorization: Bearer <token>`, or as
 * the password of Basic, which is all that some clients can send. Programs on the
 * same machine need the token too.
 */
export class TokenPolicy implements AccessPolicy {
  readonly audience = 'with a token';
  private readonly digest: Buffer;

  constructor(token: string) {
    this.digest = digestOf(token);
  }

  check({ headers }: IncomingMessage): Denial | undefined {
    const token = presentedToken(headers.authorization ?? '');
    if (token === undefined) {
      return unauthorized(
        'it sent no token; send Authorization: Bearer <token>, or Basic with the token as the password',
      );
    }
    // Digests have the same length, and a common prefix tells nothing of the token.
    return timingSafeEqual(digestOf(token), this.digest)
      ? undefined
      : unauthorized('its token is wrong');
  }
}

function presentedToken(authorization: string): string | undefined {
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
  const userAndPassword = Buffer.from(credentials, 'base64').toString('latin1');
  return /^[^:]*:(.*)$/s.exec(userAndPassword)?.[1];
}

function unauthorized(reason: string): Denial {
  return { status: 401, reason };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'latin1').digest();
}
