import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { destroyResponse } from '../support/response-watcher.js';
import { AccessRule } from './access/access-rule.js';
import type { Denial } from './access/denial.js';
import { DenialLog } from './access/denial-log.js';
import { type AdapterResponse, rawResponse, varyBy } from './adapter.js';
import { type DocumentFormat, DocumentFormats } from './document-formats.js';
import { type PendingReply, ReplyAborted } from './pending-reply.js';
import {
  busyReply,
  documentReply,
  notFoundReply,
  type Reply,
  type StreamReply,
  textReply,
} from './reply.js';
import { ReplyTracker } from './reply-tracker.js';
import { similarNames } from './similar-names.js';
import { SubRoutes } from './sub-routes.js';

/** The interval in which access to an open stream is checked again, in ms. */
const RECHECK_INTERVAL_MS = 5000;

/**
 * Replies to all requests for the document and the URLs below it, on the
 * application's port and on the port of `server`. It checks the access rule,
 * then the method, then the query.
 */
@Injectable()
export class ExpvarHandler {
  private readonly logger = new Logger(ExpvarHandler.name);

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly accessRule: AccessRule,
    private readonly denialLog: DenialLog,
    private readonly tracker: ReplyTracker,
    private readonly subRoutes: SubRoutes,
    private readonly formats: DocumentFormats,
  ) {}

  /**
   * Sends the reply to a request. Never rejects.
   *
   * @param request the raw request, of `node:http` or `node:http2`
   * @param path the path below the document, such as `ui/stream`; empty for the
   * document itself
   */
  async handle(
    request: IncomingMessage,
    response: AdapterResponse,
    path = '',
  ): Promise<void> {
    const pending = this.tracker.begin(response);
    const reply = await this.replyOrError(request, path, pending);
    try {
      if (reply !== undefined) {
        this.varyByAccept(response, path);
      }
      this.tracker.send(pending, reply);
    } catch (error) {
      // Middleware of the application may have replaced the response's methods.
      this.logger.error(error);
      destroyResponse(rawResponse(response));
    }
  }

  /** Tells caches that another header Accept may get another response. */
  varyByAccept(response: AdapterResponse, path: string): void {
    if (path === '' && this.formats.areNegotiated) {
      varyBy(response, 'Accept');
    }
  }

  private async replyOrError(
    request: IncomingMessage,
    path: string,
    pending: PendingReply,
  ): Promise<Reply | StreamReply | undefined> {
    try {
      return await this.createReply(request, path, pending.signal);
    } catch (error) {
      if (error instanceof ReplyAborted) {
        return pending.instead;
      }
      this.logger.error(error);
      return textReply(
        500,
        '500: the response could not be created; see the log of the application\n',
      );
    }
  }

  private async createReply(
    request: IncomingMessage,
    path: string,
    signal: AbortSignal,
  ): Promise<Reply | StreamReply> {
    const decision = this.accessRule.check(
      request,
      this.subRoutes.isFile(path),
    );
    const denial =
      decision instanceof Promise
        ? await untilAborted(decision, signal)
        : decision;
    if (denial !== undefined) {
      this.denialLog.warn(request, denial);
      if (this.accessRule.isClosed) {
        this.tracker.revokeAll(denialReply(denial));
      }
      return denialReply(denial);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textReply(405, 'Method Not Allowed\n', { Allow: 'GET, HEAD' });
    }
    signal.throwIfAborted();
    if (this.tracker.isFull) {
      return busyReply();
    }
    const reply = await (path === ''
      ? this.createDocumentReply(request, signal)
      : untilAborted(this.createSubReply(request, path), signal));
    signal.throwIfAborted();
    return reply;
  }

  private async createDocumentReply(
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<Reply> {
    const query = queryOf(request);
    const wanted = query.getAll('format');
    const isNamed = wanted.length > 0;
    if (isNamed && !(wanted.length === 1 && this.formats.has(wanted[0]!))) {
      return wrongFormatReply(this.formats.queryNames);
    }
    const format = isNamed
      ? this.formats.named(wanted[0]!)
      : this.formats.negotiate(request.headers.accept);
    const names = new Set(query.getAll('name'));
    const prefixes = query.getAll('prefix');
    if (names.size + prefixes.length === 0) {
      return this.renderReply(format, undefined, signal);
    }
    this.registry.refresh();
    for (const name of names) {
      if (!this.registry.has(name)) {
        return unknownNameReply(name, this.registry.names());
      }
    }
    return this.renderReply(
      format,
      (name) =>
        names.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
      signal,
    );
  }

  /** @param format undefined for JSON */
  private async renderReply(
    format: DocumentFormat | undefined,
    includes: ((name: string) => boolean) | undefined,
    signal: AbortSignal,
  ): Promise<Reply> {
    return format === undefined
      ? documentReply(await this.registry.render(includes, { signal }))
      : documentReply(
          await format.render({ includes, signal }),
          format.contentType,
        );
  }

  private async createSubReply(
    request: IncomingMessage,
    path: string,
  ): Promise<Reply | StreamReply> {
    const route = this.subRoutes.find(path);
    if (route === undefined) {
      return notFoundReply();
    }
    const reply = await route(request, queryOf(request));
    if ('body' in reply) {
      return reply;
    }
    if (request.method === 'HEAD') {
      const { status, headers } = reply;
      return { status, headers, body: Buffer.alloc(0) };
    }
    return this.accessRule.canChange
      ? this.withAccessChecks(request, reply)
      : reply;
  }

  /** Returns a stream that ends when its client loses access. */
  private withAccessChecks(
    request: IncomingMessage,
    reply: StreamReply,
  ): StreamReply {
    return {
      ...reply,
      open: (response) => {
        const onEnd = reply.open(response);
        const timer = setInterval(() => {
          void this.checkAgain(request, reply.revoke);
        }, RECHECK_INTERVAL_MS).unref();
        return () => {
          clearInterval(timer);
          onEnd();
        };
      },
    };
  }

  private async checkAgain(
    request: IncomingMessage,
    onDenied: () => void,
  ): Promise<void> {
    const denial = await this.accessRule.check(request);
    if (denial !== undefined) {
      this.denialLog.warn(request, denial);
      onDenied();
    }
  }
}

/** Settles as the promise does, unless the signal aborts first. */
async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  if (signal.aborted) {
    onAbort();
  }
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function denialReply({ status }: Denial): Reply {
  return status === 401
    ? textReply(
        401,
        '401: send the token that the option access of ExpvarModule.forRoot() sets, as Authorization: Bearer <token>\n',
        { 'WWW-Authenticate': 'Bearer realm="expvar", Basic realm="expvar"' },
      )
    : textReply(
        403,
        '403: this client has no access; the option access of ExpvarModule.forRoot() decides who has, and the log of the application says why this client was denied\n',
      );
}

function unknownNameReply(name: string, names: Iterable<string>): Reply {
  const similar = similarNames(name, names).map((each) => JSON.stringify(each));
  const hint =
    similar.length > 0 ? `; similar names are ${similar.join(', ')}` : '';
  return textReply(
    404,
    `404: no variable is named ${JSON.stringify(name)}${hint}\n`,
  );
}

function wrongFormatReply(names: readonly string[]): Reply {
  return textReply(
    400,
    `400: ?format= must be given once, as one of: ${names.join(', ')}\n`,
  );
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}
