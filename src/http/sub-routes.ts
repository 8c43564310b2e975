import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Reply, StreamReply } from './reply.js';

/** Replies to GET and HEAD requests for a URL below the document. */
export type SubRoute = (
  request: IncomingMessage,
  query: URLSearchParams,
) => Reply | StreamReply | Promise<Reply | StreamReply>;

/**
 * The URLs below the document, by their path from there, such as `ui/stream`.
 * The access rule of the document applies to all of them.
 */
@Injectable()
export class SubRoutes {
  private readonly routes = new Map<string, SubRoute>();
  private readonly files = new Set<string>();
  private readonly servedListeners: (() => void)[] = [];

  add(path: string, route: SubRoute): void {
    this.routes.set(path, route);
  }

  /** Adds a file of a page, which is the same in every application. */
  addFile(path: string, route: SubRoute): void {
    this.add(path, route);
    this.files.add(path);
  }

  isFile(path: string): boolean {
    return this.files.has(path);
  }

  find(path: string): SubRoute | undefined {
    return this.routes.get(path);
  }

  /** Calls `listener` when the application starts to serve the routes. */
  onServed(listener: () => void): void {
    this.servedListeners.push(listener);
  }

  notifyServed(): void {
    for (const listener of this.servedListeners) {
      listener();
    }
  }
}
