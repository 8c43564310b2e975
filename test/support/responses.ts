import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A connection or an HTTP/2 stream of a test. */
export class FakeStream extends EventEmitter {
  destroyed = false;

  destroy(): this {
    if (!this.destroyed) {
      this.destroyed = true;
      this.emit('close');
    }
    return this;
  }
}

/** A response whose client reads nothing until a test calls `finish()`. */
export class FakeResponse extends FakeStream {
  headersSent = false;
  status: number | undefined;
  headers: Readonly<Record<string, unknown>> = {};
  body: Buffer | undefined;

  /** @param parts its `stream` of HTTP/2, or `req` with the socket of HTTP/1 */
  constructor(parts: { stream?: FakeStream; req?: { socket?: object } } = {}) {
    super();
    Object.assign(this, parts);
  }

  getHeaderNames(): string[] {
    return [];
  }

  writeHead(status: number, headers: Readonly<Record<string, unknown>>): this {
    Object.assign(this, { status, headers, headersSent: true });
    return this;
  }

  flushHeaders(): void {}

  end(body?: Buffer): this {
    this.body = body;
    return this;
  }

  /** Pretends that the client has read the response. */
  finish(): void {
    this.emit('finish');
    this.emit('close');
  }

  asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}
