import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Reply } from '../http/reply.js';

/** Smaller replies are not compressed. */
const MIN_GZIP_BYTES = 1024;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** These headers replace those that the application sets for its own pages. */
export const DASHBOARD_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // A page of another site that opens the dashboard gets no handle to its
  // window.
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const gzipped = promisify(gzip);

/** Creates a JSON reply, gzipped if the client accepts that. */
export async function jsonReply(
  request: IncomingMessage,
  text: string,
): Promise<Reply> {
  const plain = Buffer.from(text);
  const isCompressed = plain.length >= MIN_GZIP_BYTES && acceptsGzip(request);
  const body = isCompressed ? await gzipped(plain, { level: 4 }) : plain;
  const type = 'application/json; charset=utf-8';
  return dashboardReply(type, 'no-store', body, isCompressed);
}

/** @param isCompressed true if the body is gzipped */
export function dashboardReply(
  type: string,
  cacheControl: string,
  body: Buffer,
  isCompressed: boolean,
): Reply {
  return {
    status: 200,
    headers: {
      ...DASHBOARD_HEADERS,
      'Content-Type': type,
      'Content-Length': body.length,
      'Cache-Control': cacheControl,
      Vary: 'Accept-Encoding',
      ...(isCompressed && { 'Content-Encoding': 'gzip' }),
    },
    body,
  };
}

export function acceptsGzip({ headers }: IncomingMessage): boolean {
  const accepted = headers['accept-encoding'] ?? '';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted);
}
