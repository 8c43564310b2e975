/** The used part of a request of HTTP/1, HTTP/2 or a serverless adapter. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** True for an upgrade request, such as for WebSocket. */
  readonly upgrade?: boolean;
  /** Null or undefined in adapters without connections. */
  readonly socket?: Connection | null | undefined;
  /** The stream of an HTTP/2 request. */
  readonly stream?: { readonly session?: Session };
}

/** The used part of a response. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly writableEnded: boolean;
  /** The header as text, once Node has written it. */
  readonly _header?: unknown;
  getHeader?(name: string): unknown;
  end(...args: unknown[]): unknown;
}

/** A session of HTTP/2. Each read of `socket` returns another object. */
export interface Session {
  readonly socket: Connection;
}

/** A socket, or the mock of an adapter. */
export interface Connection {
  readonly bytesWritten?: number | undefined;
  once?(event: string, listener: () => void): unknown;
}
