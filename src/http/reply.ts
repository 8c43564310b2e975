/** A whole answer, before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** The document, in the headers that Go's have and those that keep it private. */
export function documentReply(body: Buffer): Reply {
  return answer(200, JSON_TYPE, body);
}

/** Anything but the document. */
export function textReply(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Reply {
  return answer(status, TEXT_TYPE, Buffer.from(text), headers);
}

function answer(
  status: number,
  contentType: string,
  body: Buffer,
  headers: Record<string, string> = {},
): Reply {
  return {
    status,
    headers: {
      'Content-Type': contentType,
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...headers,
    },
    body,
  };
}
