import type { ServerResponse } from 'node:http';

/** A complete response that has not been sent yet. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/** A response whose body is written in parts, such as server-sent events. */
export interface StreamReply extends Omit<Reply, 'body'> {
  /**
   * Called with the raw response once its head has been sent.
   *
   * @returns a function that is called when the response or its client has
   *   ended
   */
  readonly open: (response: ServerResponse) => () => void;
  /** Ends an open stream whose client has lost access. */
  readonly revoke: () => void;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

export function documentReply(
  document: Buffer,
  contentType = JSON_TYPE,
): Reply {
  return reply(200, contentType, document);
}

/** Creates a plain-text response, such as an error. */
export function textReply(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Reply {
  return reply(status, TEXT_TYPE, Buffer.from(text), headers);
}

export function notFoundReply(): Reply {
  // The text of Go's http.NotFound.
  return textReply(404, '404 page not found\n');
}

/** Creates the response while too many bytes wait for slow clients. */
export function busyReply(): Reply {
  return textReply(
    503,
    '503: too many responses are waiting for slow clients; try again\n',
    { 'Retry-After': '1' },
  );
}

export function closingReply(): Reply {
  return textReply(503, '503: the application is closing\n');
}

function reply(
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
