export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  /** A proxy buffers the stream, or all viewer connections are in use. */
  | { readonly status: 'polling'; readonly reason: 'buffered' | 'full' }
  | {
      readonly status: 'waiting';
      readonly retryAt: number;
      readonly attempt: number;
      /** The application said that it shuts down. */
      readonly isClosed: boolean;
    }
  /** The tab has been hidden for a while. */
  | { readonly status: 'suspended' }
  /** Another viewer took the place. The page does not return unasked. */
  | { readonly status: 'replaced' }
  /** The server speaks another version of the protocol. */
  | { readonly status: 'outdated' }
  | {
      readonly status: 'refused';
      readonly httpStatus: number;
      readonly body: string;
      readonly retryAt: number;
    };
