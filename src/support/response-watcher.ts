import type { ServerResponse } from 'node:http';

/**
 * The methods of an emitter that are used; a mock of an adapter may lack them.
 */
interface Emitter {
  prependOnceListener?(event: string, listener: () => void): unknown;
  once?(event: string, listener: () => void): unknown;
  removeListener?(event: string, listener: () => void): unknown;
  readonly destroyed?: boolean;
  destroy?(): unknown;
}

/**
 * Reports the end of responses on every adapter: of `node:http`, of
 * `node:http2`, and of serverless adapters without sockets.
 */
export class ResponseWatcher {
  /**
   * The listeners of each connection, which may have many pipelined requests.
   */
  private readonly bySocket = new WeakMap<Emitter, Set<() => void>>();

  /**
   * Calls `onEnd` once: when the response has been sent, when it is destroyed,
   * or when its connection closes. Calls it immediately if that has already
   * happened.
   *
   * @returns a function that stops watching
   */
  onEnd(response: ServerResponse, onEnd: () => void): () => void {
    // Adapters without sockets do not always emit both events.
    return response.writableFinished
      ? callNow(onEnd)
      : this.watch(response, ['finish', 'close'], onEnd);
  }

  /**
   * Calls `onGone` once when the client of a response that is not sent has
   * gone.
   */
  onGone(response: ServerResponse, onGone: () => void): () => void {
    // HTTP/2 emits finish for a HEAD request before its response is sent.
    return this.watch(response, ['close'], onGone);
  }

  private watch(
    response: ServerResponse,
    events: readonly string[],
    onEnd: () => void,
  ): () => void {
    if (isGone(response)) {
      return callNow(onEnd);
    }
    const socketListeners = this.closeListeners(socketOf(response));
    const stop = () => {
      for (const event of events) {
        removeListener(response, event, end);
      }
      socketListeners?.delete(end);
    };
    let hasEnded = false;
    const end = () => {
      if (!hasEnded) {
        hasEnded = true;
        stop();
        onEnd();
      }
    };
    for (const event of events) {
      addListener(response, event, end);
    }
    socketListeners?.add(end);
    return stop;
  }

  /**
   * The functions that are called when a connection closes, to which a caller
   * may add its own. A response that waits behind another one on its connection
   * emits no event then.
   *
   * @returns undefined for the connections of adapters, which do not close
   */
  closeListeners(
    socket: Emitter | null | undefined,
  ): Set<() => void> | undefined {
    if (socket === undefined || socket === null) {
      return undefined;
    }
    const known = this.bySocket.get(socket);
    if (known !== undefined) {
      return known;
    }
    const listeners = new Set<() => void>();
    const isListening = addListener(socket, 'close', () => {
      for (const listener of listeners) {
        listener();
      }
    });
    if (!isListening) {
      return undefined;
    }
    this.bySocket.set(socket, listeners);
    return listeners;
  }
}

function callNow(fn: () => void): () => void {
  fn();
  return () => {};
}

/** True if the client of the response has gone. */
export function isGone(response: ServerResponse): boolean {
  return (
    (streamOf(response) ?? response).destroyed === true ||
    socketOf(response)?.destroyed === true
  );
}

/**
 * Destroys the connection or the HTTP/2 stream, with everything that the client
 * has not read.
 */
export function destroyResponse(response: ServerResponse): void {
  // A queued response of HTTP/1 does not destroy the connection.
  destroy(streamOf(response) ?? socketOf(response) ?? response);
}

/** Closes the connection of a response, also that of HTTP/2. */
export function destroyConnection(response: ServerResponse): void {
  const stream = streamOf(response);
  destroy(stream?.session ?? stream ?? socketOf(response) ?? response);
}

function destroy(target: Emitter): void {
  if (typeof target.destroy === 'function') {
    target.destroy();
  }
}

/** Returns the stream of an HTTP/2 response. */
function streamOf(
  response: ServerResponse,
): (Emitter & { readonly session?: Emitter }) | undefined {
  return (response as { stream?: Emitter }).stream;
}

/**
 * Returns the connection of an HTTP/1 response, even if it is queued behind
 * another.
 */
function socketOf(response: ServerResponse): Emitter | undefined {
  return streamOf(response) === undefined
    ? ((response.req as { socket?: Emitter } | undefined)?.socket ?? undefined)
    : undefined;
}

/** Adds a listener before all others, if the emitter supports that. */
function addListener(
  emitter: Emitter,
  event: string,
  listener: () => void,
): boolean {
  if (typeof emitter.prependOnceListener === 'function') {
    emitter.prependOnceListener(event, listener);
  } else if (typeof emitter.once === 'function') {
    emitter.once(event, listener);
  } else {
    return false;
  }
  return true;
}

function removeListener(
  emitter: Emitter,
  event: string,
  listener: () => void,
): void {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(event, listener);
  }
}
