/** The part of a request that is read: of HTTP/1, HTTP/2 or a serverless adapter. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** True for a request to change the protocol, as to WebSocket. */
  readonly upgrade?: boolean;
  readonly socket?: Connection | undefined;
  /** In HTTP/2 only. */
  readonly stream?: { readonly session?: Session };
}

/** The part of a response that is read. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly writableEnded: boolean;
  /** The header as text, where Node has written it. */
  readonly _header?: unknown;
  getHeader?(name: string): unknown;
  end(...args: unknown[]): unknown;
}

/** A session of HTTP/2. Its socket is another object each time. */
export interface Session {
  readonly socket: Connection;
}

/** A socket, or the object that an adapter has in its place. */
export interface Connection {
  readonly bytesWritten?: number | undefined;
  once?(event: string, listener: () => void): unknown;
}
