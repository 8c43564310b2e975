import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { similarNames } from './similar-names.js';
import { AccessRule } from './access/access-rule.js';
import type { Denial } from './access/denial.js';
import { DenialLog } from './access/denial-log.js';
import { type Reply, documentReply, textReply } from './reply.js';
import type { StreamReply } from './stream-reply.js';
import { busyReply, ReplyTracker } from './reply-tracker.js';
import { SubRoutes } from './sub-routes.js';

/**
 * Answers requests for the page, whoever received them: the access rule first,
 * then the method, then the query. Either the whole document or an error.
 */
@Injectable()
export class ExpvarHandler {
  private readonly logger = new Logger(ExpvarHandler.name);

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly rule: AccessRule,
    private readonly refusalLog: DenialLog,
    private readonly outbox: ReplyTracker,
    private readonly pages: SubRoutes,
  ) {}

  /**
   * Never rejects.
   *
   * @param request the raw request, of `node:http` or `node:http2`
   * @param path of a page below the document; empty for the document itself
   */
  async reply(
    request: IncomingMessage,
    path = '',
  ): Promise<Reply | StreamReply> {
    try {
      const answer = await this.decide(request, path);
      return this.outbox.isClosing ? lastAnswer(answer, request) : answer;
    } catch (error) {
      this.logger.error(error);
      return textReply(500, messages.internalError);
    }
  }

  private async decide(
    request: IncomingMessage,
    path: string,
  ): Promise<Reply | StreamReply> {
    const decision = this.rule.check(request);
    const refusal =
      decision instanceof Promise
        ? await this.unlessClosing(decision)
        : decision;
    if (refusal === 'closing') {
      return closingAnswer();
    }
    if (refusal !== undefined) {
      this.refusalLog.warn(request, refusal);
      return refusalAnswer(refusal);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textReply(405, messages.methodNotAllowed, { Allow: 'GET, HEAD' });
    }
    const { signal } = this.outbox;
    try {
      signal.throwIfAborted();
      const answer =
        path === ''
          ? await this.document(request, signal)
          : await this.page(request, path);
      // Nobody would wait for its reader any more.
      return this.outbox.isClosing ? closingAnswer() : answer;
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return this.outbox.isClosing ? closingAnswer() : busyReply();
    }
  }

  /** A decision of user code, which closing does not wait for. */
  private async unlessClosing<T>(decision: Promise<T>): Promise<T | 'closing'> {
    const { closed } = this.outbox;
    let abort = () => {};
    const closing = new Promise<'closing'>((resolve) => {
      abort = () => resolve('closing');
    });
    closed.addEventListener('abort', abort);
    try {
      return closed.aborted
        ? 'closing'
        : await Promise.race([decision, closing]);
    } finally {
      closed.removeEventListener('abort', abort);
    }
  }

  private async page(
    request: IncomingMessage,
    path: string,
  ): Promise<Reply | StreamReply> {
    const page = this.pages.at(path);
    if (page === undefined) {
      return textReply(404, messages.pageNotFound);
    }
    const answer = await page.reply(request);
    if ('body' in answer || request.method !== 'HEAD') {
      return answer;
    }
    const { status, headers } = answer;
    return { status, headers, body: Buffer.alloc(0) };
  }

  private async document(
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<Reply> {
    const query = queryOf(request);
    const names = query?.getAll('name') ?? [];
    const prefixes = query?.getAll('prefix') ?? [];
    if (names.length + prefixes.length === 0) {
      return documentReply(await this.registry.render(undefined, { signal }));
    }
    const wanted = new Set(names);
    const document = await this.registry.render(
      (name) =>
        wanted.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
      { signal },
    );
    const unknown = names.find((name) => !this.registry.has(name));
    return unknown === undefined
      ? documentReply(document)
      : textReply(404, messages.noSuchVariable(unknown, this.nearest(unknown)));
  }

  private nearest(name: string): string[] {
    return similarNames(
      name,
      [...this.registry].map(([known]) => known),
    );
  }
}

function refusalAnswer({ status }: Denial): Reply {
  return status === 401
    ? textReply(401, messages.unauthorized, {
        'WWW-Authenticate': 'Bearer realm="expvar", Basic realm="expvar"',
      })
    : textReply(403, messages.forbidden);
}

function closingAnswer(): Reply {
  return textReply(503, messages.shuttingDown);
}

/** On a connection that is kept, the server would wait for the next request. */
function lastAnswer(
  answer: Reply | StreamReply,
  { httpVersionMajor }: IncomingMessage,
): Reply | StreamReply {
  // HTTP/2 has no such header.
  return httpVersionMajor < 2
    ? { ...answer, headers: { ...answer.headers, Connection: 'close' } }
    : answer;
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams | undefined {
  const start = url.indexOf('?');
  return start < 0 ? undefined : new URLSearchParams(url.slice(start + 1));
}
