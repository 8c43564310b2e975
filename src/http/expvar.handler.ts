import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { EXPVAR_OPTIONS, type ResolvedOptions } from '../expvar.options.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { nearestNames } from '../registry/nearest-names.js';
import { refusal } from './access-rule.js';
import { type Answer, documentAnswer, textAnswer } from './answer.js';

/**
 * Answers requests for the page, whoever received them: the access rule first,
 * then the method, then the query. Either the whole document or an error.
 */
@Injectable()
export class ExpvarHandler {
  private readonly logger = new Logger(ExpvarHandler.name);

  constructor(
    private readonly registry: ExpvarRegistry,
    @Inject(EXPVAR_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Never rejects.
   *
   * @param request the raw request, of `node:http` or `node:http2`
   */
  async answer(request: IncomingMessage): Promise<Answer> {
    try {
      return await this.decide(request);
    } catch (error) {
      this.logger.error(error);
      return textAnswer(500, messages.internalError);
    }
  }

  private async decide(request: IncomingMessage): Promise<Answer> {
    if (refusal(this.options.access, request) !== undefined) {
      return textAnswer(403, messages.refused);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return textAnswer(405, messages.methodNotAllowed, { Allow: 'GET, HEAD' });
    }
    const query = queryOf(request);
    const names = query?.getAll('name') ?? [];
    const prefixes = query?.getAll('prefix') ?? [];
    if (names.length + prefixes.length === 0) {
      return documentAnswer(await this.registry.render());
    }
    const wanted = new Set(names);
    const document = await this.registry.render(
      (name) =>
        wanted.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    );
    const unknown = names.find((name) => !this.registry.has(name));
    return unknown === undefined
      ? documentAnswer(document)
      : textAnswer(
          404,
          messages.noSuchVariable(unknown, this.nearest(unknown)),
        );
  }

  private nearest(name: string): string[] {
    return nearestNames(
      name,
      [...this.registry].map(([known]) => known),
    );
  }
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams | undefined {
  const start = url.indexOf('?');
  return start < 0 ? undefined : new URLSearchParams(url.slice(start + 1));
}
