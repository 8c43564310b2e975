/** What is looked at of a request, of HTTP/1 or HTTP/2. */
export interface CountedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly socket: Connection;
  /** There is one in HTTP/2 alone. */
  readonly stream?: { readonly session?: CountedSession };
}

export interface CountedSession {
  readonly socket: Connection;
}

/** What is looked at of an answer, of HTTP/1 or HTTP/2. */
export interface CountedResponse {
  readonly statusCode: number;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  on(event: 'close', listener: () => void): unknown;
}

export interface Connection {
  /** Undefined of what is injected. */
  readonly bytesWritten: number | undefined;
  once(event: 'close', listener: () => void): unknown;
}
